package dev.rota.check.tool;

import dev.rota.attempt.Attempts;
import dev.rota.audit.AuditObject;
import dev.rota.check.Checks;
import dev.rota.check.Finding;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolArguments;
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

/** {@code record_check}: evidence for gates. */
public final class RecordCheckTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "record_check",
            "Record check",
            "Record a check result as evidence for gates.",
            Toolset.QUALITY,
            Set.of(Scope.TASKS_EXECUTE),
            Hints.IDEMPOTENT_CHANGE,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["attempt_id", "gate", "status"],
                     "properties": {
                       "attempt_id": {"type": "integer", "description": "Attempt id from claim_task"},
                       "gate": {"type": "string"},
                       "status": {"type": "string", "enum": ["pass", "warn", "fail"]},
                       "critical": {"type": "integer"},
                       "major": {"type": "integer"},
                       "minor": {"type": "integer"},
                       "report": {"type": "string"}}}"""),
            new JsonObject("{\"request_id\": {\"type\": \"string\"}}"));

    private final Operations operations;
    private final Attempts attempts;
    private final Checks checks;

    public RecordCheckTool(Operations operations, Attempts attempts, Checks checks) {
        this.operations = operations;
        this.attempts = attempts;
        this.checks = checks;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var attempt = call.arguments().requiredNumber("attempt_id");
        var finding = finding(call.arguments());
        return operations
                .home(call.caller(), call.action(DEFINITION), tx -> attempts.home(tx, attempt))
                .compose(caller ->
                        operations.change(caller, call.action(DEFINITION), call.idempotencyKey(), tx -> checks.record(
                                        tx, caller, attempt, finding)
                                .map(RecordCheckTool::answer)))
                .map(ToolResult::of);
    }

    private static Finding finding(ToolArguments arguments) {
        return new Finding(
                arguments.requiredText("gate"),
                Finding.Status.of(arguments.requiredText("status")),
                arguments.integer("critical", 0),
                arguments.integer("major", 0),
                arguments.integer("minor", 0),
                arguments.text("report"));
    }

    private static Answer answer(Checks.Recorded recorded) {
        var json = new JsonObject()
                .put("check_id", recorded.id())
                .put("gate", recorded.finding().gate())
                .put("status", recorded.finding().status().wire())
                .put("gate_satisfied", recorded.satisfied());
        var task = recorded.task();
        return Answer.about(
                new AuditObject("task", task.id(), task.key()),
                JsonBytes.of(recorded.hint() == null ? json : json.put("hint", recorded.hint())));
    }
}
