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
import dev.rota.task.BulkUpdates;
import dev.rota.task.TaskRef;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** {@code update_tasks} */
public final class UpdateTasksTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "update_tasks",
            "Update tasks",
            "Apply one change to up to 50 tasks; all or nothing.",
            Toolset.PLAN,
            Set.of(Scope.TASKS_WRITE),
            Hints.IDEMPOTENT_CHANGE,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["tasks"], "properties": {
                      "tasks": {"type": "array", "minItems": 1, "maxItems": 50, "items": {"type": "string"},
                        "description": "Task keys"},
                      "status": {"type": "string", "enum":
                        ["backlog", "todo", "in_progress", "in_review", "done", "failed", "cancelled"]},
                      "priority": {"type": "integer", "minimum": -2, "maximum": 2},
                      "assignee": {"type": "string"},
                      "parent": {"type": "string"},
                      "add_labels": {"type": "array", "items": {"type": "string"}},
                      "remove_labels": {"type": "array", "items": {"type": "string"}}}}"""),
            TaskArguments.RETRY);

    private final Operations operations;
    private final Tasks tasks;
    private final BulkUpdates updates;

    public UpdateTasksTool(Operations operations, Tasks tasks, BulkUpdates updates) {
        this.operations = operations;
        this.tasks = tasks;
        this.updates = updates;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var named = call.arguments().texts("tasks");
        var first = TaskRef.parse("tasks[0]", named.get(0));
        var update = TaskArguments.update(call.arguments());
        return operations
                .home(call.caller(), call.action(DEFINITION), tx -> tasks.home(tx, call.caller(), first))
                .compose(caller ->
                        operations.change(caller, call.action(DEFINITION), call.idempotencyKey(), tx -> updates.update(
                                        tx, caller, named, update)
                                .map(UpdateTasksTool::answer)))
                .map(ToolResult::of);
    }

    private static Answer answer(BulkUpdates.Updated updated) {
        var all = new JsonArray();
        updated.tasks()
                .forEach(one ->
                        all.add(new JsonObject().put("key", one.task().key()).put("version", one.version())));
        var json = new JsonObject().put("updated", all);
        if (!updated.unblocked().isEmpty()) {
            json.put("unblocked", new JsonArray(updated.unblocked()));
        }
        var first = updated.tasks().get(0).task();
        return new Answer(JsonBytes.of(json), new AuditObject("tasks", first.id(), first.key()), updated.audited());
    }
}
