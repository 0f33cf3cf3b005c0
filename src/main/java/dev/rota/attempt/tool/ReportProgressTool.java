package dev.rota.attempt.tool;

import dev.rota.attempt.Attempts;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.Toolset;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** {@code report_progress}: keeps the lease, and says how far the work is. */
public final class ReportProgressTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "report_progress",
            "Report progress",
            "Extend your lease and optionally log progress. Call before the lease expires.",
            Toolset.WORK,
            Set.of(Scope.TASKS_EXECUTE),
            Hints.CHANGE,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["attempt_id"], "properties": {
                       "attempt_id": {"type": "integer", "description": "Attempt id from claim_task"},
                       "note": {"type": "string"},
                       "percent": {"type": "integer"},
                       "lease_seconds": {"type": "integer"}}}"""),
            WorkArguments.RETRY);

    private final Operations operations;
    private final Attempts attempts;

    public ReportProgressTool(Operations operations, Attempts attempts) {
        this.operations = operations;
        this.attempts = attempts;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var arguments = call.arguments();
        var attempt = arguments.requiredNumber("attempt_id");
        return operations
                .home(call.caller(), call.action(DEFINITION), tx -> attempts.home(tx, attempt))
                .compose(caller ->
                        operations.change(caller, call.action(DEFINITION), call.idempotencyKey(), tx -> attempts.renew(
                                        tx,
                                        caller,
                                        attempt,
                                        WorkArguments.lease(call),
                                        arguments.integer("percent"),
                                        arguments.text("note"))
                                .map(renewal -> Answer.about(WorkArguments.about(renewal.task()), json(renewal)))))
                .map(ToolResult::of);
    }

    private static JsonBytes json(Attempts.Renewal renewal) {
        var json = new JsonObject()
                .put("attempt_id", renewal.attempt())
                .put("lease_expires_at", renewal.leaseExpiresAt().toInstant().toString());
        return JsonBytes.of(renewal.cancelRequested() ? json.put("cancel_requested", true) : json);
    }
}
