package dev.rota.mcp.method;

import dev.rota.audit.Action;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.mcp.BackgroundTasks;
import dev.rota.mcp.Refusals;
import dev.rota.mcp.protocol.Access;
import dev.rota.mcp.protocol.Denied;
import dev.rota.mcp.protocol.Invocation;
import dev.rota.mcp.protocol.Method;
import dev.rota.mcp.protocol.MethodResult;
import dev.rota.mcp.protocol.ProtocolException;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;

/**
 * {@code tasks/get}, {@code tasks/update} and {@code tasks/cancel} (MCP tasks extension). Whoever may not know of a task is
 * told that there is none.
 */
public final class TaskMethods {
    private final BackgroundTasks tasks;
    private final Access access;
    private final Refusals refusals;

    public TaskMethods(BackgroundTasks tasks, Access access, Refusals refusals) {
        this.tasks = tasks;
        this.access = access;
        this.refusals = refusals;
    }

    /** By name. */
    public Map<String, Method> all() {
        return Map.of(
                "tasks/get", method(this::get),
                "tasks/update", method(this::update),
                "tasks/cancel", method(this::cancel));
    }

    private Future<MethodResult> get(Caller caller, Invocation invocation) {
        return tasks.get(caller, id(invocation))
                .map(task -> MethodResult.of(1_024, writer -> WireTask.write(writer, task)));
    }

    private Future<MethodResult> update(Caller caller, Invocation invocation) {
        requireChange(caller, invocation);
        var answers = Params.object(invocation.params(), "inputResponses");
        return tasks.update(caller, id(invocation), answers).map(taken -> acknowledged());
    }

    private Future<MethodResult> cancel(Caller caller, Invocation invocation) {
        requireChange(caller, invocation);
        return tasks.cancel(caller, id(invocation)).map(ended -> acknowledged());
    }

    private static void requireChange(Caller caller, Invocation invocation) {
        if (invocation.request().path().readOnly() || caller.restrictions().readOnly()) {
            throw new Failure.Refused(FailureCode.FORBIDDEN, "Nothing may be changed here").asException();
        }
    }

    private static String id(Invocation invocation) {
        return Params.text(invocation.params(), "taskId");
    }

    private static MethodResult acknowledged() {
        return MethodResult.empty(writer -> {});
    }

    private Method method(Method.Work work) {
        return invocation -> access.calling(invocation.request(), caller -> attempt(caller, invocation, work))
                .recover(cause -> refused(cause, invocation));
    }

    private static Future<MethodResult> attempt(Caller caller, Invocation invocation, Method.Work work) {
        try {
            invocation.requireCapabilities(Set.of(BackgroundTasks.EXTENSION));
            return work.answer(caller, invocation)
                    .recover(cause -> Future.failedFuture(isNotFound(cause) ? noSuchTask() : cause));
        } catch (ProtocolException | FailureException refused) { // nothing has confirmed the caller yet
            return Future.failedFuture(new Denied(caller, isNotFound(refused) ? noSuchTask() : refused));
        }
    }

    private static boolean isNotFound(Throwable cause) {
        return cause instanceof FailureException expected && expected.failure() instanceof Failure.NotFound;
    }

    private static ProtocolException noSuchTask() {
        return ProtocolException.invalidParams("There is no such task, or it is kept no longer");
    }

    private Future<MethodResult> refused(Throwable cause, Invocation invocation) {
        return cause instanceof Denied denied
                ? refusals.record(denied.caller(), Action.mcp(invocation.method()), denied.outcome())
                        .compose(recorded -> Future.failedFuture(denied))
                : Future.failedFuture(cause);
    }
}
