package dev.rota.task.tool;

import dev.rota.audit.AuditObject;
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
import dev.rota.task.ActiveTask;
import dev.rota.task.TaskRef;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** {@code select_task} */
public final class SelectTaskTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "select_task",
            "Select task",
            "Remember a task as your active one across sessions; empty string clears. Does not claim it.",
            Toolset.WORK,
            Set.of(Scope.TASKS_READ),
            Hints.IDEMPOTENT_CHANGE,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["task"], "properties": {
                      "task": {"type": "string", "description": "Task key"}}}"""),
            new JsonObject());

    private final Operations operations;
    private final Tasks tasks;
    private final ActiveTask active;

    public SelectTaskTool(Operations operations, Tasks tasks, ActiveTask active) {
        this.operations = operations;
        this.tasks = tasks;
        this.active = active;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var reference = call.arguments().requiredText("task");
        return (reference.isEmpty() ? clear(call) : select(call, TaskRef.parse("task", reference))).map(ToolResult::of);
    }

    private Future<JsonBytes> select(ToolCall call, TaskRef ref) {
        return operations
                .home(call.caller(), call.action(DEFINITION), tx -> tasks.home(tx, call.caller(), ref))
                .compose(caller ->
                        operations.change(caller, call.action(DEFINITION), null, tx -> active.select(tx, caller, ref)
                                .map(task -> Answer.about(
                                        new AuditObject("task", null, task.getString("key")),
                                        JsonBytes.of(new JsonObject().put("active_task", task))))));
    }

    private Future<JsonBytes> clear(ToolCall call) {
        return operations.change(call.caller(), call.action(DEFINITION), null, tx -> active.clear(tx, call.caller())
                .map(count -> Answer.of(JsonBytes.of(new JsonObject().putNull("active_task")))));
    }
}
