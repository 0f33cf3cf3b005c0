package dev.rota.mcp.subscription;

import dev.rota.audit.Action;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.failure.RetryAfter;
import dev.rota.identity.Caller;
import dev.rota.mcp.BackgroundTasks;
import dev.rota.mcp.Listening;
import dev.rota.mcp.Refusals;
import dev.rota.mcp.ResourceWatches.Followed;
import dev.rota.mcp.ResourceWatches.Watch;
import dev.rota.mcp.catalog.Features;
import dev.rota.mcp.catalog.ResourceCatalog;
import dev.rota.mcp.protocol.Access;
import dev.rota.mcp.protocol.Denied;
import dev.rota.mcp.protocol.Invocation;
import dev.rota.mcp.protocol.Method;
import dev.rota.mcp.protocol.MethodResult;
import io.vertx.core.Future;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code subscriptions/listen}: begins a stream, which is answered when it ends. */
public final class Listen implements Method {
    private static final Action SUBSCRIBE = Action.mcp("subscribe");

    private final Listening listening;
    private final ResourceCatalog resources;
    private final @Nullable BackgroundTasks background;
    private final Access access;
    private final Refusals refusals;

    public Listen(Listening listening, Features features, Access access, Refusals refusals) {
        this.listening = listening;
        this.resources = features.resources();
        this.background = features.background();
        this.access = access;
        this.refusals = refusals;
    }

    @Override
    public Future<MethodResult> answer(Invocation invocation) {
        return access.confirmed(invocation.request(), caller -> open(caller, invocation))
                .recover(cause -> cause instanceof Denied denied
                        ? refusals.record(denied.caller(), SUBSCRIBE, denied.outcome())
                                .compose(recorded -> Future.failedFuture(denied))
                        : Future.failedFuture(cause));
    }

    private Future<MethodResult> open(Caller caller, Invocation invocation) {
        var filter = Filter.of(invocation.params());
        Runnable leave;
        try {
            requireStay();
            leave = listening.places().take(caller);
        } catch (FailureException refused) {
            return Future.failedFuture(new Denied(caller, refused));
        }
        return streamed(caller, filter, invocation).onComplete(ended -> leave.run());
    }

    /** Never throws: whoever has a place gives it back when this has ended. */
    private Future<MethodResult> streamed(Caller caller, Filter filter, Invocation invocation) {
        try {
            var exchange = invocation.exchange(caller);
            return begin(caller, filter, exchange.clientCapabilities(), invocation)
                    .compose(stream -> {
                        exchange.onCancel(stream::end);
                        return stream.run();
                    });
        } catch (FailureException refused) { // before it became an operation, which would leave the event
            return Future.failedFuture(new Denied(caller, refused));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void requireStay() {
        if (listening.stopping().getAsBoolean()) {
            throw new Failure.Unavailable(FailureCode.DRAINING, "This node is stopping", RetryAfter.soon())
                    .asException();
        }
    }

    private Future<NotificationStream> begin(
            Caller caller, Filter filter, Set<String> capabilities, Invocation invocation) {
        var followed = filter.resources().stream()
                .flatMap(uri -> resources.find(uri).stream()
                        .map(match ->
                                new Followed(uri, match.resource().definition().uri(), match.variables())))
                .toList();
        var watch = followed.isEmpty()
                ? Future.<@Nullable Watch>succeededFuture(null)
                : listening
                        .resources()
                        .watch(caller, followed)
                        .map(begun -> begun.uris().isEmpty() ? null : begun);
        return watch.compose(begun -> tasks(caller, filter, capabilities)
                .map(tasks ->
                        new NotificationStream(listening, access, invocation, caller, new Subjects(begun, tasks))));
    }

    /** Without the extension nobody hears of background tasks, and without tasks there is nothing to follow. */
    private Future<@Nullable FollowedTasks> tasks(Caller caller, Filter filter, Set<String> capabilities) {
        if (background == null || filter.tasks().isEmpty() || !capabilities.contains(BackgroundTasks.EXTENSION)) {
            return Future.succeededFuture(null);
        }
        var tasks = new FollowedTasks(background);
        return tasks.begin(caller, filter.tasks()).map(begun -> tasks.isEmpty() ? null : tasks);
    }
}
