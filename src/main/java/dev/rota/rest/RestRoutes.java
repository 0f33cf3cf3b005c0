package dev.rota.rest;

import dev.rota.database.StaleCallerException;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.http.FailureToProblem;
import dev.rota.http.RequestInfos;
import dev.rota.http.Routes;
import dev.rota.idempotency.IdempotencyKey;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.limit.LimitSettings;
import dev.rota.operation.Answer;
import dev.rota.operation.Done;
import dev.rota.operation.Operations;
import dev.rota.organization.Rights;
import dev.rota.seal.Cursors;
import dev.rota.trace.CallFacts;
import dev.rota.trace.RequestContext;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves the endpoints: the way of a request to the admin API, from its credential to its answer. */
public final class RestRoutes implements Routes {
    /** Where the API is. */
    public static final String BASE = "/api/v1";

    private final List<Endpoint> endpoints;
    private final Callers callers;
    private final Operations operations;
    private final Admittance admittance;
    private final Cursors cursors;
    private final RestReplies replies;
    private final int bodyLimitBytes;
    private final Rights rights = new Rights();

    /**
     * @param publicUrl of this deployment, for challenges
     * @param bodyLimitBytes of one request
     */
    public RestRoutes(
            List<Endpoint> endpoints,
            Callers callers,
            Operations operations,
            LimitSettings limits,
            Cursors cursors,
            String publicUrl,
            int bodyLimitBytes,
            Clock clock) {
        this.endpoints = List.copyOf(endpoints);
        this.callers = callers;
        this.operations = operations;
        this.admittance = new Admittance(limits.rarePerHour(), clock);
        this.cursors = cursors;
        this.replies = new RestReplies(publicUrl);
        this.bodyLimitBytes = bodyLimitBytes;
    }

    @Override
    public void mount(Router router) {
        var document = new OpenApiDocument(endpoints, replies.publicUrl()).toBuffer();
        router.get(BASE + "/openapi.json").handler(ctx -> replies.document(ctx, document));
        endpoints.stream().filter(endpoint -> !endpoint.media().isEmpty()).forEach(one -> mount(router, one));
        endpoints.stream().filter(endpoint -> endpoint.media().isEmpty()).forEach(one -> mount(router, one));
    }

    private void mount(Router router, Endpoint endpoint) {
        router.route(endpoint.method(), BASE + endpoint.route()).handler(ctx -> {
            if (endpoint.isWanted(ctx)) {
                serve(ctx, endpoint);
            } else {
                ctx.next();
            }
        });
    }

    private void serve(RoutingContext ctx, Endpoint endpoint) {
        if (endpoint.readsItself()) {
            ctx.request().pause(); // until it is known that somebody wants it
        }
        var answered = isRefusedUnread(ctx, endpoint)
                ? authenticated(ctx, endpoint, Buffer.buffer())
                : RequestReading.body(ctx, endpoint, bodyLimitBytes)
                        .compose(body -> authenticated(ctx, endpoint, body));
        answered.onFailure(problem -> {
            if (endpoint.readsItself()) {
                ctx.request().resume(); // what was not wanted is thrown away
            }
            replies.refuse(ctx, endpoint, problem);
        });
    }

    /** A request without a credential is refused before its body is read. */
    private boolean isRefusedUnread(RoutingContext ctx, Endpoint endpoint) {
        var door = endpoint.access().door();
        return (door == Access.Door.PERSON || door == Access.Door.MEMBER) && !callers.showsCredential(ctx.request());
    }

    private Future<Void> authenticated(RoutingContext ctx, Endpoint endpoint, Buffer body) {
        var info = RequestInfos.of(ctx, "HTTP");
        var shows = endpoint.access().door() != Access.Door.ANYBODY_OR_PERSON || hasAuthorization(ctx);
        if (!endpoint.access().looksAtCredential() || !shows) {
            return perform(ctx, RestCall.of(ctx, endpoint, null, false, info, body, cursors), null);
        }
        var organization = endpoint.access().door() == Access.Door.MEMBER ? ctx.pathParam("org") : null;
        var context = RequestContext.current();
        return callers.calling(
                ctx.request(), info, organization, caller -> context.run(() -> admitted(ctx, endpoint, caller, body)));
    }

    private static boolean hasAuthorization(RoutingContext ctx) {
        return ctx.request().headers().contains("Authorization");
    }

    /** What is refused here leaves its event as well; the database confirms meanwhile whose it is. */
    private Future<Void> admitted(RoutingContext ctx, Endpoint endpoint, Caller caller, Buffer body) {
        CallFacts.caller(caller);
        RestCall call;
        @Nullable IdempotencyKey key;
        try {
            admittance.require(endpoint, caller);
            call = RestCall.of(ctx, endpoint, caller, admittance.isFresh(caller), caller.request(), body, cursors);
            key = RequestReading.key(ctx.request(), call);
            admittance.take(endpoint, caller);
        } catch (FailureException e) {
            return operations
                    .refuse(caller, endpoint.action(), e.failure().code())
                    .compose(recorded -> Future.failedFuture(e));
        }
        return perform(ctx, call, key).onFailure(problem -> {
            if (isSomebodyElse(problem)) {
                admittance.giveBack(endpoint, caller);
            }
        });
    }

    /** Whether the caller was not, or no longer, who this node took them for. */
    private static boolean isSomebodyElse(Throwable problem) {
        return problem instanceof StaleCallerException
                || (problem instanceof FailureException known && known.failure() instanceof Failure.Unauthenticated);
    }

    private Future<Void> perform(RoutingContext ctx, RestCall call, @Nullable IdempotencyKey key) {
        var handling = call.endpoint().handling();
        if (handling instanceof Handling.Reads reads) {
            return read(ctx, call, reads);
        }
        if (handling instanceof Handling.ChangesOrganization changes) {
            return change(ctx, call, key, changes);
        }
        if (handling instanceof Handling.ChangesOwn own) {
            return operations
                    .changedOwn(call.caller(), call.endpoint().action(), key, tx -> own.change(call, tx)
                            .map(result -> answer(call, result)))
                    .compose(done -> replies.done(ctx, call.endpoint(), done));
        }
        if (handling instanceof Handling.Acts acts) {
            return begun(call, () -> acts.act(call))
                    .compose(result -> replies.done(ctx, call.endpoint(), fresh(result.json())));
        }
        if (handling instanceof Handling.ActsAtLength acts) {
            return begun(call, () -> acts.act(call, ctx))
                    .compose(result -> replies.done(ctx, call.endpoint(), fresh(result.json())));
        }
        return begun(call, () -> ((Handling.Streams) handling).stream(call, ctx))
                .recover(problem -> cutOff(ctx, problem));
    }

    /** What those who leave their events by themselves refuse at once has none yet. */
    private <T> Future<T> begun(RestCall call, Supplier<Future<T>> handler) {
        try {
            return handler.get();
        } catch (FailureException e) {
            var recorded = call.claimed()
                    .map(caller -> operations.refuse(
                            caller, call.endpoint().action(), e.failure().code()))
                    .orElseGet(Future::succeededFuture);
            return recorded.compose(done -> Future.failedFuture(e));
        }
    }

    /** What has begun to answer cannot be tried again as another caller: the peer sees it end early. */
    private static Future<Void> cutOff(RoutingContext ctx, Throwable problem) {
        if (!ctx.response().headWritten()) {
            return Future.failedFuture(problem);
        }
        FailureToProblem.send(ctx, problem);
        return Future.succeededFuture();
    }

    private Future<Void> read(RoutingContext ctx, RestCall call, Handling.Reads reads) {
        return operations
                .read(call.caller(), call.endpoint().action(), tx -> reads.read(call, tx)
                        .map(result -> answer(call, result)))
                .compose(json -> replies.done(ctx, call.endpoint(), new Done(json, false)));
    }

    private Future<Void> change(
            RoutingContext ctx, RestCall call, @Nullable IdempotencyKey key, Handling.ChangesOrganization changes) {
        var access = call.endpoint().access();
        return operations
                .changed(call.caller(), call.endpoint().action(), key, tx -> (access.alone()
                                ? rights.alone(tx)
                                : Future.<Void>succeededFuture())
                        .compose(alone -> rights.require(tx, call.caller(), access.permission(), access.ownersOnly()))
                        .compose(held -> changes.change(call, tx))
                        .map(result -> answer(call, result)))
                .compose(done -> replies.done(ctx, call.endpoint(), done));
    }

    private static Done fresh(JsonObject json) {
        return new Done(JsonBytes.of(json), false);
    }

    private static Answer answer(RestCall call, Result result) {
        var answer =
                new Answer(JsonBytes.of(result.json()), result.object(), result.changes()).joining(result.joined());
        var once = call.endpoint().once();
        if (once.isEmpty()) {
            return answer;
        }
        var kept = result.json().copy();
        once.forEach(kept::remove);
        return answer.keeping(JsonBytes.of(kept));
    }
}
