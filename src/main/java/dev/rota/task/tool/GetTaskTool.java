package dev.rota.task.tool;

import dev.rota.audit.AuditObject;
import dev.rota.failure.Failure;
import dev.rota.identity.Scope;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.Toolset;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.TaskDocuments;
import dev.rota.task.TaskInclude;
import dev.rota.task.TaskRef;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code get_task} */
public final class GetTaskTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "get_task",
            "Get task",
            "One task: fields, version, blockers, subtasks, acceptance criteria and claim state.",
            Toolset.TASKS,
            Set.of(Scope.TASKS_READ),
            Hints.READ,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["task"], "properties": {
                      "task": {"type": "string", "description": "Task key, e.g. DEV-123"},
                      "include": {"type": "array", "description": "Newest 10 of each", "items": {"type": "string",
                        "enum": ["comments", "history", "attempts", "artifacts", "commits"]}}}}"""),
            new JsonObject());

    private final Operations operations;
    private final TaskDocuments tasks;

    public GetTaskTool(Operations operations, TaskDocuments tasks) {
        this.operations = operations;
        this.tasks = tasks;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var ref = TaskRef.parse("task", call.arguments().requiredText("task"));
        var include =
                call.arguments().texts("include").stream().map(TaskInclude::of).collect(Collectors.toSet());
        return operations
                .read(call.caller(), call.action(DEFINITION), tx -> tasks.read(tx, call.caller(), ref, include)
                        .map(found -> found.orElseThrow(() -> new Failure.NotFound("task").asException()))
                        .map(task -> Answer.about(new AuditObject("task", task.id(), task.key()), task.json())
                                .within(task.organization())))
                .map(ToolResult::of);
    }
}
