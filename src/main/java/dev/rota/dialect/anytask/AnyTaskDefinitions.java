package dev.rota.dialect.anytask;

import dev.rota.identity.Scope;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.Toolset;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** What {@code /mcp/anytask} publishes: names, arguments and types are that system's. */
final class AnyTaskDefinitions {
    private static final String RETRY = "{\"request_id\": {\"type\": \"string\"}}";

    static final ToolDefinition LIST_TASKS = define(
            "list_tasks",
            "List tasks",
            "List tasks with optional filtering.",
            Scope.TASKS_READ,
            Hints.READ,
            """
            {"type": "object", "additionalProperties": false, "properties": {
              "status": {"type": "string", "enum": ["backlog", "todo", "inprogress", "done", "canceled"],
                "description": "Filter by status"},
              "assignee_id": {"type": "string", "description": "Filter by assignee ID, name or 'me'"},
              "limit": {"type": "integer", "minimum": 1, "maximum": 100,
                "description": "Maximum number of tasks (default: 20)"}}}""",
            "{}");

    static final ToolDefinition SELECT_TASK = define(
            "select_task",
            "Select task",
            "Select a task as the active task for the current workspace.",
            Scope.TASKS_READ,
            Hints.IDEMPOTENT_CHANGE,
            """
            {"type": "object", "additionalProperties": false, "required": ["task_id"], "properties": {
              "task_id": {"type": "string", "description": "Task identifier, e.g. DEV-123"}}}""",
            "{}");

    static final ToolDefinition CREATE_TASK = define(
            "create_task",
            "Create task",
            "Create a new task.",
            Scope.TASKS_WRITE,
            Hints.CHANGE,
            """
            {"type": "object", "additionalProperties": false, "required": ["title"], "properties": {
              "title": {"type": "string", "description": "Task title"},
              "description": {"type": "string", "description": "Task description"},
              "priority": {"type": "integer", "minimum": -2, "maximum": 2, "description": "Priority (-2 to 2)"}}}""",
            RETRY);

    static final ToolDefinition UPDATE_TASK = define(
            "update_task",
            "Update task",
            "Update task fields.",
            Scope.TASKS_WRITE,
            Hints.IDEMPOTENT_CHANGE,
            """
            {"type": "object", "additionalProperties": false, "required": ["task_id", "version"], "properties": {
              "task_id": {"type": "string", "description": "Task identifier"},
              "version": {"type": "integer", "description": "Current version for optimistic locking"},
              "title": {"type": "string", "description": "New title"},
              "description": {"type": "string", "description": "New description"},
              "status": {"type": "string", "enum": ["backlog", "todo", "inprogress", "done", "canceled"],
                "description": "New status"}}}""",
            RETRY);

    static final ToolDefinition START_ATTEMPT = define(
            "start_attempt",
            "Start attempt",
            "Start a work attempt on a task.",
            Scope.TASKS_EXECUTE,
            Hints.CHANGE,
            """
            {"type": "object", "additionalProperties": false, "required": ["task_id"], "properties": {
              "task_id": {"type": "string", "description": "Task identifier"},
              "notes": {"type": "string", "description": "Notes about the attempt"}}}""",
            RETRY);

    static final ToolDefinition FINISH_ATTEMPT = define(
            "finish_attempt",
            "Finish attempt",
            "Mark an attempt as finished.",
            Scope.TASKS_EXECUTE,
            Hints.IDEMPOTENT_CHANGE,
            """
            {"type": "object", "additionalProperties": false, "required": ["attempt_id", "status"], "properties": {
              "attempt_id": {"type": "integer", "description": "Attempt ID"},
              "status": {"type": "string", "enum": ["success", "failed", "aborted"], "description": "Outcome"},
              "failure_class": {"type": "string", "description": "Failure classification if failed"},
              "cost_tokens": {"type": "integer", "description": "Token cost"},
              "wall_clock_ms": {"type": "integer", "description": "Duration in milliseconds"},
              "notes": {"type": "string", "description": "Notes about the outcome"}}}""",
            RETRY);

    static final ToolDefinition ADD_ARTIFACT = define(
            "add_artifact",
            "Add artifact",
            "Upload an artifact for an attempt.",
            Scope.TASKS_EXECUTE,
            Hints.CHANGE,
            """
            {"type": "object", "additionalProperties": false, "required": ["attempt_id", "type", "content"], "properties": {
              "attempt_id": {"type": "integer", "description": "Attempt ID"},
              "type": {"type": "string", "enum": ["diff", "file", "log", "benchmark", "screenshot"],
                "description": "Artifact type"},
              "content": {"type": "string", "description": "Artifact content; a screenshot as base64"},
              "metadata": {"type": "object", "description": "Additional metadata"}}}""",
            RETRY);

    static final ToolDefinition GET_BOARD = define(
            "get_board",
            "Get board",
            "Get Kanban board view of tasks organized by status.",
            Scope.TASKS_READ,
            Hints.READ,
            "{\"type\": \"object\", \"additionalProperties\": false, \"properties\": {}}",
            "{}");

    private AnyTaskDefinitions() {}

    /** One toolset, since the endpoint has none: all of it is listed, in this order. */
    private static ToolDefinition define(
            String name, String title, String description, Scope scope, Hints hints, String schema, String unlisted) {
        return new ToolDefinition(
                name,
                title,
                description,
                Toolset.TASKS,
                Set.of(scope),
                hints,
                new JsonObject(schema),
                new JsonObject(unlisted));
    }
}
