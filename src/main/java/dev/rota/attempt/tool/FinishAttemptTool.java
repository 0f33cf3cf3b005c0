package dev.rota.attempt.tool;

import dev.rota.attempt.Attempt;
import dev.rota.attempt.AttemptStatus;
import dev.rota.attempt.Attempts;
import dev.rota.attempt.Outcome;
import dev.rota.audit.Change;
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
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code finish_attempt}: ends an attempt, moves its task on, and says what is free to begin now. */
public final class FinishAttemptTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "finish_attempt",
            "Finish attempt",
            "End your attempt and release the task. success moves it to in_review or done as the project requires;"
                    + " anything else puts it back.",
            Toolset.WORK,
            Set.of(Scope.TASKS_EXECUTE),
            Hints.IDEMPOTENT_CHANGE,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["attempt_id", "status"], "properties": {
                       "attempt_id": {"type": "integer", "description": "Attempt id from claim_task"},
                       "status": {"type": "string", "enum": ["success", "partial", "failed", "aborted"]},
                       "notes": {"type": "string", "description": "What was done and how it was verified"},
                       "failure_class": {"type": "string", "enum": ["test_fail", "tool_error", "context_limit",
                         "rate_limit", "permission_error", "timeout", "blocked", "other"]},
                       "model": {"type": "string"},
                       "tokens_input": {"type": "integer"},
                       "tokens_output": {"type": "integer"},
                       "cost_usd": {"type": "number"},
                       "wall_clock_ms": {"type": "integer"}}}"""),
            new JsonObject(
                    """
                    {"cost_tokens": {"type": "integer"}, "request_id": {"type": "string"}}"""));

    private final Operations operations;
    private final Attempts attempts;

    public FinishAttemptTool(Operations operations, Attempts attempts) {
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
                        operations.change(caller, call.action(DEFINITION), call.idempotencyKey(), tx -> attempts.finish(
                                        tx,
                                        caller,
                                        attempt,
                                        AttemptStatus.of(arguments.requiredText("status")),
                                        outcome(arguments))
                                .map(FinishAttemptTool::answer)))
                .map(ToolResult::of);
    }

    private static Outcome outcome(ToolArguments arguments) {
        return new Outcome(
                arguments.text("notes"),
                arguments.text("failure_class"),
                arguments.text("model"),
                arguments.number("tokens_input"),
                arguments.number("tokens_output"),
                arguments.number("cost_tokens"),
                arguments.decimal("cost_usd"),
                arguments.number("wall_clock_ms"));
    }

    private static Answer answer(Attempts.Finished finished) {
        var task = finished.task();
        var before = task.status().wire();
        var after = finished.status().wire();
        var json = new JsonObject()
                .put("attempt", json(finished.attempt()))
                .put(
                        "task",
                        new JsonObject()
                                .put("key", task.key())
                                .put("status", after)
                                .put("version", finished.version()));
        if (!finished.unblocked().isEmpty()) {
            json.put("unblocked", new JsonArray(finished.unblocked()));
        }
        if (!finished.missing().isEmpty()) {
            json.put("missing_gates", new JsonArray(finished.missing()));
        }
        return new Answer(
                JsonBytes.of(json),
                WorkArguments.about(task),
                before.equals(after) ? List.of() : List.of(new Change("status", before, after)));
    }

    private static JsonObject json(Attempt attempt) {
        var json = new JsonObject()
                .put("id", attempt.id())
                .put("status", attempt.status().wire());
        put(json, "duration_ms", attempt.durationMs());
        put(json, "failure_class", attempt.failureClass());
        put(json, "model", attempt.model());
        put(json, "tokens_input", attempt.tokensInput());
        put(json, "tokens_output", attempt.tokensOutput());
        put(json, "tokens_total", attempt.tokensTotal());
        put(
                json,
                "cost_usd",
                attempt.costUsd() == null ? null : attempt.costUsd().doubleValue());
        return json;
    }

    private static void put(JsonObject json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
