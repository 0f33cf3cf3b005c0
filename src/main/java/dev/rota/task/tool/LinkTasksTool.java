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
import dev.rota.task.LinkType;
import dev.rota.task.TaskLinks;
import dev.rota.task.TaskRef;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** {@code link_tasks} */
public final class LinkTasksTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "link_tasks",
            "Link tasks",
            "Add or remove links between tasks. Refuses cycles.",
            Toolset.PLAN,
            Set.of(Scope.TASKS_WRITE),
            Hints.IDEMPOTENT_CHANGE,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["task"], "properties": {
                      "task": {"type": "string", "description": "Task key, e.g. DEV-123"},
                      "type": {"type": "string", "enum": ["depends_on", "related", "duplicate_of"]},
                      "add": {"type": "array", "items": {"type": "string"}, "description": "Task keys"},
                      "remove": {"type": "array", "items": {"type": "string"}, "description": "Task keys"}}}"""),
            TaskArguments.RETRY);

    private final Operations operations;
    private final Tasks tasks;
    private final TaskLinks links;

    public LinkTasksTool(Operations operations, Tasks tasks, TaskLinks links) {
        this.operations = operations;
        this.tasks = tasks;
        this.links = links;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var arguments = call.arguments();
        var ref = TaskRef.parse("task", arguments.requiredText("task"));
        var type = LinkType.of(arguments.text("type", LinkType.DEPENDS_ON.wire()));
        return operations
                .home(call.caller(), call.action(DEFINITION), tx -> tasks.home(tx, call.caller(), ref))
                .compose(caller ->
                        operations.change(caller, call.action(DEFINITION), call.idempotencyKey(), tx -> links.change(
                                        tx, caller, ref, type, arguments.texts("add"), arguments.texts("remove"))
                                .map(LinkTasksTool::answer)))
                .map(ToolResult::of);
    }

    private static Answer answer(TaskLinks.Changed changed) {
        var json = new JsonObject()
                .put("task", changed.task().key())
                .put("depends_on", new JsonArray(changed.dependsOn()))
                .put("related", new JsonArray(changed.related()));
        changed.duplicateOf().stream().findFirst().ifPresent(original -> json.put("duplicate_of", original));
        return new Answer(
                JsonBytes.of(json),
                new AuditObject("task", changed.task().id(), changed.task().key()),
                changed.changed()
                        ? List.of(new Change(
                                changed.type().wire(),
                                String.join(",", changed.before()),
                                String.join(",", changed.after())))
                        : List.of());
    }
}
