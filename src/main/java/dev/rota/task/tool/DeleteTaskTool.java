package dev.rota.task.tool;

import dev.rota.audit.AuditObject;
import dev.rota.audit.Change;
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
import dev.rota.task.Tasks;
import dev.rota.task.Trash;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** {@code delete_task} */
public final class DeleteTaskTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "delete_task",
            "Delete task",
            "Move a task to the trash, restorable for 30 days. Refused while claimed or with open subtasks.",
            Toolset.PLAN,
            Set.of(Scope.TASKS_DELETE),
            Hints.DELETION,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["task"], "properties": {
                      "task": {"type": "string", "description": "Task key, e.g. DEV-123"},
                      "restore": {"type": "boolean", "description": "Bring it back instead"}}}"""),
            TaskArguments.RETRY);

    private final Operations operations;
    private final Tasks tasks;
    private final Trash trash;

    public DeleteTaskTool(Operations operations, Tasks tasks, Trash trash) {
        this.operations = operations;
        this.tasks = tasks;
        this.trash = trash;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var ref = TaskRef.parse("task", call.arguments().requiredText("task"));
        var restore = call.arguments().flag("restore");
        return operations
                .home(call.caller(), call.action(DEFINITION), tx -> tasks.homeWithTrash(tx, call.caller(), ref))
                .compose(caller ->
                        operations.change(caller, call.action(DEFINITION), call.idempotencyKey(), tx -> (restore
                                        ? trash.restore(tx, caller, ref)
                                        : trash.delete(tx, caller, ref))
                                .map(DeleteTaskTool::answer)))
                .map(ToolResult::of);
    }

    private static Answer answer(Trash.Moved moved) {
        var json = new JsonObject().put("task", moved.task().key());
        var until = moved.until();
        if (until == null) {
            json.put("restored", true);
        } else {
            json.put("trashed_until", until.toInstant().toString());
        }
        return new Answer(
                JsonBytes.of(json),
                new AuditObject("task", moved.task().id(), moved.task().key()),
                moved.changed()
                        ? List.of(
                                new Change("trashed", Boolean.toString(until == null), Boolean.toString(until != null)))
                        : List.of());
    }
}
