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
import dev.rota.task.Assignment;
import dev.rota.task.Assignments;
import dev.rota.task.Assignments.Assigned;
import dev.rota.task.TaskRef;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code assign_task} */
public final class AssignTaskTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "assign_task",
            "Assign task",
            "Assign a task to a person or agent, with notes; they may accept or reject.",
            Toolset.PLAN,
            Set.of(Scope.TASKS_WRITE),
            Hints.IDEMPOTENT_CHANGE,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["task", "assignee"], "properties": {
                      "task": {"type": "string", "description": "Task key, e.g. DEV-123"},
                      "assignee": {"type": "string"},
                      "assignee_type": {"type": "string", "enum": ["human", "agent"]},
                      "model": {"type": "string"},
                      "notes": {"type": "string"}}}"""),
            new JsonObject(
                    """
                    {"provider": {"type": "string"}, "if_version": {"type": "integer", "minimum": 1},
                     "request_id": {"type": "string"}}"""));

    private final Operations operations;
    private final Tasks tasks;
    private final Assignments assignments;

    public AssignTaskTool(Operations operations, Tasks tasks, Assignments assignments) {
        this.operations = operations;
        this.tasks = tasks;
        this.assignments = assignments;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var ref = TaskRef.parse("task", call.arguments().requiredText("task"));
        var wanted = wanted(call.arguments());
        return operations
                .home(call.caller(), call.action(DEFINITION), tx -> tasks.home(tx, call.caller(), ref))
                .compose(caller ->
                        operations.change(caller, call.action(DEFINITION), call.idempotencyKey(), tx -> assignments
                                .assign(tx, caller, ref, wanted)
                                .map(AssignTaskTool::answer)))
                .map(ToolResult::of);
    }

    private static Assignments.Wanted wanted(ToolArguments arguments) {
        return new Assignments.Wanted(
                arguments.requiredText("assignee"),
                arguments.text("assignee_type"),
                arguments.text("provider"),
                arguments.text("model"),
                arguments.text("notes"),
                arguments.integer("if_version"));
    }

    private static Answer answer(Assigned assigned) {
        var task = assigned.task().task();
        return new Answer(
                JsonBytes.of(new JsonObject().put("assignment", json(assigned.assignment()))),
                new AuditObject("task", task.id(), task.key()),
                assigned.task().audited());
    }

    private static JsonObject json(Assignment assignment) {
        var json = new JsonObject()
                .put("id", assignment.id())
                .put("assignee", assignment.assignee().name())
                .put("assignee_type", assignment.type());
        put(json, "provider", assignment.provider());
        put(json, "model", assignment.model());
        json.put("status", assignment.status());
        put(json, "notes", assignment.notes());
        return json.put("assigned_at", assignment.assignedAt().toInstant().toString());
    }

    private static void put(JsonObject json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
