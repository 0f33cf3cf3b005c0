package dev.rota.execution.tool;

import dev.rota.audit.AuditObject;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.execution.ExecutionStatus;
import dev.rota.execution.ExecutionView;
import dev.rota.execution.Executions;
import dev.rota.handle.tool.BackgroundKind;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.BackgroundTask;
import dev.rota.mcp.ToolResult;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** An execution in the background: it works until the model has answered or given up. To cancel it is to end its attempt. */
public final class ExecutionKind implements BackgroundKind {
    private static final Duration KEPT = Duration.ofDays(7);

    private final Executions executions;

    public ExecutionKind(Executions executions) {
        this.executions = executions;
    }

    @Override
    public String name() {
        return "execution";
    }

    @Override
    public Set<Scope> scopes() {
        return Set.of(Scope.MODELS_RUN);
    }

    @Override
    public Duration keptFor() {
        return KEPT;
    }

    @Override
    public Duration pollInterval() {
        return Duration.ofSeconds(2);
    }

    @Override
    public Future<Standing> look(ReadTx tx, Caller caller, long subject) {
        return executions.find(tx, caller, subject).map(ExecutionKind::standing);
    }

    @Override
    public Future<AuditObject> cancel(OrganizationTx tx, Caller caller, long subject) {
        return executions.cancel(tx, caller, subject).map(ExecutionKind::object);
    }

    private static Standing standing(ExecutionView execution) {
        return new Standing(
                state(execution),
                execution.status() == ExecutionStatus.QUEUED ? "Waits for its turn" : null,
                execution.changedAt(),
                object(execution));
    }

    private static BackgroundTask.State state(ExecutionView execution) {
        return switch (execution.status()) {
            case QUEUED, RUNNING -> execution.isOver() ? new BackgroundTask.Cancelled() : new BackgroundTask.Working();
            case CANCELLED -> new BackgroundTask.Cancelled();
            case SUCCESS, PARTIAL, ERROR -> new BackgroundTask.Completed(result(execution));
        };
    }

    private static ToolResult.Complete result(ExecutionView execution) {
        var json = new JsonObject()
                .put("attempt_id", execution.attempt())
                .put("status", execution.status().wire());
        if (execution.answer() != null) {
            json.put("answer", execution.answer());
        }
        if (execution.cut()) {
            json.put("truncated", true);
        }
        var failed = execution.status() == ExecutionStatus.ERROR;
        if (failed) {
            json.put(
                    "error",
                    new JsonObject()
                            .put("code", String.valueOf(execution.error()))
                            .put("message", "The model gave no answer")
                            .put("hint", "get_task with include attempts tells more")
                            .put("retryable", true));
        }
        return new ToolResult.Complete(JsonBytes.of(json), List.of(), failed);
    }

    private static AuditObject object(ExecutionView execution) {
        return new AuditObject("task", execution.task(), execution.key());
    }
}
