package dev.rota.task.tool;

import dev.rota.audit.AuditObject;
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
import dev.rota.task.TaskBatch;
import dev.rota.task.TaskCreation;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code create_tasks} */
public final class CreateTasksTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "create_tasks",
            "Create tasks",
            "Create up to 50 tasks with parents and dependencies in one transaction; all or nothing.",
            Toolset.TASKS,
            Set.of(Scope.TASKS_WRITE),
            Hints.CHANGE,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["tasks"], "properties": {
                      "project": {"type": "string", "description": "Project key; default: your only or pinned project"},
                      "tasks": {"type": "array", "minItems": 1, "maxItems": 50, "items": {
                        "type": "object", "additionalProperties": false, "required": ["title"], "properties": {
                          "ref": {"type": "string", "description": "Local name others can point to"},
                          "title": {"type": "string"},
                          "description": {"type": "string"},
                          "priority": {"type": "integer", "minimum": -2, "maximum": 2},
                          "kind": {"type": "string", "enum": ["human", "ai", "mixed"]},
                          "parent": {"type": "string", "description": "ref or task key"},
                          "depends_on": {"type": "array", "items": {"type": "string"},
                            "description": "refs or task keys"},
                          "labels": {"type": "array", "items": {"type": "string"}},
                          "acceptance": {"type": "array", "items": {"type": "string"}}}}},
                      "request_id": {"type": "string", "description": "Resend the same one when retrying"}}}"""),
            new JsonObject());

    private final Operations operations;
    private final TaskCreation creation;

    public CreateTasksTool(Operations operations, TaskCreation creation) {
        this.operations = operations;
        this.creation = creation;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var batch = batch(call.arguments().objects("tasks"));
        var caller = call.caller();
        return operations
                .change(caller, call.action(DEFINITION), call.idempotencyKey(), tx -> creation.project(
                                tx, caller, call.arguments().text("project"))
                        .compose(project -> batch.create(tx, caller, project, creation))
                        .map(CreateTasksTool::answer))
                .map(ToolResult::of);
    }

    private static TaskBatch batch(List<ToolArguments> items) {
        var all = new ArrayList<TaskBatch.Item>();
        for (var index = 0; index < items.size(); index++) {
            all.add(new TaskBatch.Item(
                    items.get(index).text("ref"), TaskArguments.newTask("tasks[" + index + "].", items.get(index))));
        }
        return new TaskBatch(all);
    }

    private static Answer answer(List<TaskBatch.Made> made) {
        var tasks = new JsonArray();
        made.forEach(one -> {
            var json = new JsonObject();
            if (one.ref() != null) {
                json.put("ref", one.ref());
            }
            tasks.add(json.put("key", one.task().key()).put("id", one.task().id()));
        });
        var first = made.get(0).task();
        return Answer.about(
                new AuditObject("tasks", first.id(), first.key()),
                JsonBytes.of(new JsonObject().put("tasks", tasks).put("count", made.size())));
    }
}
