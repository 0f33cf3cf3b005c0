package dev.rota.task.tool;

import dev.rota.database.OrganizationTx;
import dev.rota.identity.Caller;
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
import dev.rota.task.NewTask;
import dev.rota.task.TaskCreation;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code create_task} */
public final class CreateTaskTool implements Tool {
    /** What a caller gave is given back, so that no second look is needed. */
    private static final List<String> ECHOED = List.of(
            "title",
            "priority",
            "kind",
            "assignee",
            "parent",
            "depends_on",
            "labels",
            "acceptance",
            "due_at",
            "requirement");

    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "create_task",
            "Create task",
            "Create one task. For several at once use create_tasks.",
            Toolset.TASKS,
            Set.of(Scope.TASKS_WRITE),
            Hints.CHANGE,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["title"], "properties": {
                      "title": {"type": "string"},
                      "project": {"type": "string", "description": "Project key; default: your only or pinned project"},
                      "description": {"type": "string", "description": "Markdown"},
                      "status": {"type": "string", "enum":
                        ["backlog", "todo", "in_progress", "in_review", "done", "failed", "cancelled"]},
                      "priority": {"type": "integer", "minimum": -2, "maximum": 2,
                        "description": "-2 (lowest) to 2 (urgent), default 0"},
                      "kind": {"type": "string", "enum": ["human", "ai", "mixed"]},
                      "assignee": {"type": "string"},
                      "parent": {"type": "string", "description": "Task key"},
                      "depends_on": {"type": "array", "items": {"type": "string"}, "maxItems": 200,
                        "description": "Task keys that must finish first"},
                      "labels": {"type": "array", "items": {"type": "string"}, "maxItems": 50},
                      "acceptance": {"type": "array", "items": {"type": "string"},
                        "description": "Checkable completion criteria"},
                      "due_at": {"type": "string", "description": "ISO 8601"},
                      "requirement": {"type": "string", "description": "Requirement key"},
                      "request_id": {"type": "string",
                        "description": "Any string; resend the same one when retrying"}}}"""),
            TaskArguments.UNLISTED);

    private final Operations operations;
    private final TaskCreation creation;

    public CreateTaskTool(Operations operations, TaskCreation creation) {
        this.operations = operations;
        this.creation = creation;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var task = TaskArguments.newTask("", call.arguments());
        return operations
                .change(
                        call.caller(),
                        call.action(DEFINITION),
                        call.idempotencyKey(),
                        tx -> create(
                                tx,
                                call.caller(),
                                call.arguments().text("project"),
                                task,
                                call.arguments().json()))
                .map(ToolResult::of);
    }

    private Future<Answer> create(
            OrganizationTx tx, Caller caller, @Nullable String project, NewTask task, JsonObject given) {
        return creation.project(tx, caller, project)
                .compose(known -> creation.create(tx, caller, known, task))
                .map(made -> Answer.about(made.object(), json(made, task, given)));
    }

    private static JsonBytes json(TaskCreation.Created made, NewTask task, JsonObject given) {
        var json = new JsonObject()
                .put("key", made.key())
                .put("id", made.id())
                .put("uuid", made.uuid().toString())
                .put("version", made.version())
                .put("status", task.status().wire());
        ECHOED.forEach(field -> {
            if (given.containsKey(field)) {
                json.put(field, given.getValue(field));
            }
        });
        return JsonBytes.of(new JsonObject().put("task", json));
    }
}
