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
import dev.rota.task.TaskRef;
import dev.rota.task.TaskUpdates;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Set;

/** {@code update_task} */
public final class UpdateTaskTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "update_task",
            "Update task",
            "Change fields of a task; absent fields stay. Empty string clears. With if_version, refused if the task"
                    + " changed since you read it.",
            Toolset.TASKS,
            Set.of(Scope.TASKS_WRITE),
            Hints.IDEMPOTENT_CHANGE,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["task"], "properties": {
                      "task": {"type": "string", "description": "Task key, e.g. DEV-123"},
                      "if_version": {"type": "integer", "minimum": 1},
                      "title": {"type": "string"},
                      "description": {"type": "string", "description": "Replaces; use add_comment to add notes"},
                      "status": {"type": "string", "enum":
                        ["backlog", "todo", "in_progress", "in_review", "done", "failed", "cancelled"]},
                      "priority": {"type": "integer", "minimum": -2, "maximum": 2},
                      "kind": {"type": "string", "enum": ["human", "ai", "mixed"]},
                      "assignee": {"type": "string"},
                      "parent": {"type": "string"},
                      "requirement": {"type": "string"},
                      "add_labels": {"type": "array", "items": {"type": "string"}},
                      "remove_labels": {"type": "array", "items": {"type": "string"}},
                      "acceptance": {"type": "array", "items": {"type": "string"}},
                      "due_at": {"type": "string"},
                      "completed_at": {"type": "string"}}}"""),
            TaskArguments.UNLISTED.copy().put("request_id", new JsonObject().put("type", "string")));

    private final Operations operations;
    private final Tasks tasks;
    private final TaskUpdates updates;

    public UpdateTaskTool(Operations operations, Tasks tasks, TaskUpdates updates) {
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
        var ref = TaskRef.parse("task", call.arguments().requiredText("task"));
        var update = TaskArguments.update(call.arguments());
        return operations
                .home(call.caller(), call.action(DEFINITION), tx -> tasks.home(tx, call.caller(), ref))
                .compose(caller ->
                        operations.change(caller, call.action(DEFINITION), call.idempotencyKey(), tx -> updates.update(
                                        tx, caller, ref, update)
                                .map(UpdateTaskTool::answer)))
                .map(ToolResult::of);
    }

    private static Answer answer(TaskUpdates.Updated updated) {
        var task = new JsonObject().put("key", updated.task().key()).put("version", updated.version());
        updated.changes().forEach((field, change) -> task.put(field, change.getValue("after")));
        var json = new JsonObject()
                .put("task", task)
                .put("changed", new JsonArray(new ArrayList<>(updated.changes().keySet())));
        if (!updated.unblocked().isEmpty()) {
            json.put("unblocked", new JsonArray(updated.unblocked()));
        }
        return new Answer(
                JsonBytes.of(json),
                new AuditObject("task", updated.task().id(), updated.task().key()),
                updated.audited());
    }
}
