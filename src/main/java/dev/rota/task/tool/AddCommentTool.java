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
import dev.rota.task.Comments;
import dev.rota.task.TaskRef;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** {@code add_comment} */
public final class AddCommentTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "add_comment",
            "Add comment",
            "Append a note to a task without touching its description.",
            Toolset.TASKS,
            Set.of(Scope.TASKS_WRITE),
            Hints.CHANGE,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["task", "body"], "properties": {
                      "task": {"type": "string", "description": "Task key, e.g. DEV-123"},
                      "body": {"type": "string", "description": "Markdown"}}}"""),
            new JsonObject("{\"request_id\": {\"type\": \"string\"}}"));

    private final Operations operations;
    private final Tasks tasks;
    private final Comments comments;

    public AddCommentTool(Operations operations, Tasks tasks, Comments comments) {
        this.operations = operations;
        this.tasks = tasks;
        this.comments = comments;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var ref = TaskRef.parse("task", call.arguments().requiredText("task"));
        var body = call.arguments().requiredText("body");
        return operations
                .home(call.caller(), call.action(DEFINITION), tx -> tasks.home(tx, call.caller(), ref))
                .compose(caller ->
                        operations.change(caller, call.action(DEFINITION), call.idempotencyKey(), tx -> comments.add(
                                        tx, caller, ref, body)
                                .map(AddCommentTool::answer)))
                .map(ToolResult::of);
    }

    private static Answer answer(Comments.Added added) {
        var json = new JsonObject()
                .put("comment_id", added.id())
                .put("task", added.task().key())
                .put("version", added.task().version());
        return Answer.about(
                new AuditObject("task", added.task().id(), added.task().key()), JsonBytes.of(json));
    }
}
