package dev.rota.task.tool;

import dev.rota.failure.Failure;
import dev.rota.identity.Scope;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolArguments;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.Toolset;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.TaskColumn;
import dev.rota.task.TaskFilter;
import dev.rota.task.TaskList;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code list_tasks} */
public final class ListTasksTool implements Tool {
    private static final int USUAL_ROWS = 20;
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "list_tasks",
            "List tasks",
            "List tasks, newest change first, as compact rows. Use ready=true to see what can be claimed now.",
            Toolset.TASKS,
            Set.of(Scope.TASKS_READ),
            Hints.READ,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "properties": {
                      "project": {"type": "string", "description": "Project key; default: all you see"},
                      "status": {"type": "array", "items": {"type": "string", "enum":
                        ["backlog", "todo", "in_progress", "in_review", "done", "failed", "cancelled"]}},
                      "ready": {"type": "boolean", "description": "Only unblocked, unclaimed todo tasks, best first"},
                      "assignee": {"type": "string", "description": "Name, or 'me'"},
                      "query": {"type": "string", "maxLength": 200, "description": "Words in title or description"},
                      "labels": {"type": "array", "items": {"type": "string"}},
                      "parent": {"type": "string", "description": "Task key"},
                      "requirement": {"type": "string", "description": "Requirement key"},
                      "updated_since": {"type": "string", "description": "ISO 8601"},
                      "fields": {"type": "array", "items": {"type": "string"},
                        "description": "Extra columns, e.g. description, due_at, cost"},
                      "limit": {"type": "integer", "minimum": 1, "maximum": 100, "description": "Default 20, max 100"},
                      "cursor": {"type": "string", "description": "next_cursor of the last page"}}}"""),
            new JsonObject());

    private final Operations operations;
    private final TaskList tasks;

    public ListTasksTool(Operations operations, TaskList tasks) {
        this.operations = operations;
        this.tasks = tasks;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var filter = filter(call.arguments());
        return operations
                .read(call.caller(), call.action(DEFINITION), tx -> tasks.page(tx, call.caller(), filter)
                        .map(Answer::of))
                .map(ToolResult::of);
    }

    private static TaskFilter filter(ToolArguments arguments) {
        return new TaskFilter(
                arguments.text("project"),
                arguments.texts("status").stream().map(TaskStatus::of).toList(),
                arguments.flag("ready"),
                arguments.text("assignee"),
                arguments.text("query"),
                arguments.texts("labels"),
                parent(arguments.text("parent")),
                arguments.text("requirement"),
                arguments.time("updated_since"),
                columns(arguments.texts("fields")),
                arguments.integer("limit", USUAL_ROWS),
                arguments.text("cursor"));
    }

    private static @Nullable TaskRef parent(@Nullable String reference) {
        return reference == null || reference.isEmpty() ? null : TaskRef.parse("parent", reference);
    }

    private static Set<TaskColumn> columns(List<String> names) {
        var columns = EnumSet.noneOf(TaskColumn.class);
        for (var name : names) {
            if (TaskColumn.wires().contains(name)) {
                columns.add(TaskColumn.valueOf(name.toUpperCase(Locale.ROOT)));
            } else if (!TaskColumn.isAlwaysThere(name)) {
                throw new Failure.InvalidInput("fields", "'fields' has an unknown column", TaskColumn.wires())
                        .asException();
            }
        }
        return columns;
    }
}
