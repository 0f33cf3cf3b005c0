package dev.rota.mcp.subscription;

import dev.rota.audit.AuditLog;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.identity.RequestInfo;
import dev.rota.limit.Importance;
import dev.rota.mcp.Listening;
import dev.rota.mcp.McpRequest;
import dev.rota.mcp.protocol.Access;
import dev.rota.mcp.protocol.Denied;
import dev.rota.mcp.protocol.Invocation;
import dev.rota.mcp.protocol.MethodResult;
import dev.rota.mcp.subscription.Subjects.Changes;
import dev.rota.trace.RequestContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stream. Confined to the request's event loop. */
final class NotificationStream {
    private static final Logger LOG = LoggerFactory.getLogger(NotificationStream.class);
    private static final Duration LIFE = Duration.ofHours(1);
    /** Less than the five seconds within which a revoked credential's streams must have ended (security C6). */
    static final long CHECK_MS = 3_000;
    /** Between two looks, however much happens. */
    private static final long PAUSE_MS = 500;

    private final Vertx vertx;
    private final Listening listening;
    private final Access access;
    private final Invocation invocation;
    private final Caller caller;
    private final Subjects subjects;
    private final Pending pending;
    private final Promise<MethodResult> answer = Promise.promise();
    private final List<MessageConsumer<?>> hints = new ArrayList<>();
    private long checks = -1;
    private long end = -1;
    private long pause = -1;
    private boolean looking;
    private boolean stale;
    private boolean ended;

    NotificationStream(Listening listening, Access access, Invocation invocation, Caller caller, Subjects subjects) {
        vertx = listening.vertx();
        this.listening = listening;
        this.access = access;
        this.invocation = invocation;
        this.caller = caller;
        this.subjects = subjects;
        pending = new Pending(invocation.stream(LIFE.plusMinutes(1)), invocation.id());
    }

    /** Acknowledges, and tells of changes until one of both sides ends it; then it is answered. */
    Future<MethodResult> run() {
        if (ended) {
            return answer.future();
        }
        pending.acknowledge(subjects.acknowledged());
        if (subjects.isEmpty()) {
            end();
            return answer.future();
        }
        var request = RequestContext.current();
        for (var membership : caller.organizations()) {
            hints.add(AuditLog.changes(vertx, membership.organization(), () -> request.enter(this::wake)));
        }
        checks = vertx.setPeriodic(CHECK_MS, id -> wake());
        end = vertx.setTimer(LIFE.toMillis(), id -> end());
        wake(); // what happened before the hints were heard
        return answer.future();
    }

    /** There may be something new. */
    private void wake() {
        stale = true;
        if (listening.stopping().getAsBoolean()) {
            end();
        } else if (!looking && pause < 0 && !ended) {
            look();
        }
    }

    private void look() {
        stale = false;
        looking = true;
        looked().onComplete(changes -> {
            looking = false;
            if (ended) {
                return;
            }
            if (changes.succeeded()) {
                pending.add(changes.result());
                pending.send();
                restOrEnd();
            } else if (isFinal(changes.cause())) {
                end();
            } else {
                rest();
            }
        });
    }

    /** In the caller's name as it is now: the credential is asked for again with each look. */
    private Future<Changes> looked() {
        var request = again(invocation.request());
        return subjects.looks()
                ? access.calling(request, now -> listening.looks().admit(Importance.READ, () -> lookAs(now)))
                : access.confirmed(
                        request, confirmed -> Future.succeededFuture(new Changes(java.util.Set.of(), List.of())));
    }

    private Future<Changes> lookAs(Caller now) {
        try {
            return subjects.look(now);
        } catch (FailureException refused) { // before the database has confirmed who that is
            return Future.failedFuture(new Denied(now, refused));
        }
    }

    /** The request as if it came now: deadlines count from there. */
    private static McpRequest again(McpRequest request) {
        var before = request.info();
        var now = new RequestInfo(
                before.id(),
                before.client(),
                before.network(),
                before.subscriber(),
                before.protocol(),
                System.nanoTime(),
                before.credentialInQuery());
        return new McpRequest(request.http(), request.path(), now);
    }

    /** Where all background tasks have ended, and the client was told, nothing can come any more. */
    private void restOrEnd() {
        if (subjects.looks() || !pending.isEmpty()) {
            rest();
        } else {
            end();
        }
    }

    private void rest() {
        pause = vertx.setTimer(PAUSE_MS, id -> {
            pause = -1;
            if (stale) {
                wake();
            } else if (!pending.isEmpty()) {
                pending.send();
            }
        });
    }

    /** Whatever only says that nobody can tell right now passes: nothing is told meanwhile either. */
    private static boolean isFinal(Throwable problem) {
        var cause = problem instanceof Denied denied ? denied.answer() : problem;
        if (cause instanceof FailureException known) {
            return !(known.failure() instanceof Failure.Unavailable || known.failure() instanceof Failure.RateLimited);
        }
        LOG.debug("a stream of notifications ends", cause);
        return true;
    }

    /** Ends it in good order (MCP subscriptions, "Graceful Closure"). Can be repeated. */
    void end() {
        if (!ended) {
            ended = true;
            vertx.cancelTimer(checks);
            vertx.cancelTimer(end);
            vertx.cancelTimer(pause);
            hints.forEach(consumer -> consumer.unregister()
                    .onFailure(problem -> LOG.debug("a consumer of hints was gone already", problem)));
            answer.complete(MethodResult.empty(writer -> Pending.writeId(writer, invocation.id())));
        }
    }
}
