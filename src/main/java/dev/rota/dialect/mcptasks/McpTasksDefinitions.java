package dev.rota.dialect.mcptasks;

import dev.rota.identity.Scope;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.Toolset;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** What {@code /mcp/mcp-tasks} publishes of tasks: names and arguments are that system's. */
final class McpTasksDefinitions {
    /** Makes a retry harmless; who acts is the credential's to say, whatever that system's clients name. */
    private static final String UNLISTED =
            """
            {"request_id": {"type": "string"}, "if_version": {"type": "integer", "minimum": 1},
             "created_by": {"type": "string"}, "created_by_type": {"type": "string"}, "updated_by": {"type": "string"},
             "assigned_by": {"type": "string"}, "assigned_by_type": {"type": "string"}}""";

    static final ToolDefinition TASKS_LIST = define(
            "tasks_list",
            "List tasks",
            "Lists tasks, newest change first, with their total number.",
            Scope.TASKS_READ,
            Hints.READ,
            """
            {"type": "object", "additionalProperties": false, "properties": {
              "status": {"type": "string", "enum": ["pending", "in_progress", "completed", "failed", "cancelled"]},
              "type": {"type": "string", "enum": ["human_task", "ai_task", "mixed"]},
              "search": {"type": "string", "description": "Words in title or description"},
              "limit": {"type": "integer", "minimum": 1, "maximum": 100, "description": "Default 10"},
              "offset": {"type": "integer", "minimum": 0, "maximum": 10000},
              "compact": {"type": "boolean", "description": "Only id, title, type and status"}}}""",
            "{}");

    static final ToolDefinition TASKS_GET = define(
            "tasks_get",
            "Get task",
            "One task with its assignments and results.",
            Scope.TASKS_READ,
            Hints.READ,
            """
            {"type": "object", "additionalProperties": false, "required": ["id"], "properties": {
              "id": {"type": "integer"}}}""",
            "{}");

    static final ToolDefinition TASKS_CREATE = define(
            "tasks_create",
            "Create task",
            "Creates a task.",
            Scope.TASKS_WRITE,
            Hints.CHANGE,
            """
            {"type": "object", "additionalProperties": false, "required": ["title"], "properties": {
              "title": {"type": "string"},
              "description": {"type": "string"},
              "type": {"type": "string", "enum": ["human_task", "ai_task", "mixed"], "description": "Default ai_task"},
              "parent_task_id": {"type": "integer"},
              "due_date": {"type": "string", "description": "ISO 8601, or YYYY-MM-DD HH:MM:SS in UTC"},
              "metadata": {"type": "object"}}}""",
            UNLISTED);

    static final ToolDefinition TASKS_UPDATE = define(
            "tasks_update",
            "Update task",
            "Changes the given fields of a task; an empty text clears.",
            Scope.TASKS_WRITE,
            Hints.IDEMPOTENT_CHANGE,
            """
            {"type": "object", "additionalProperties": false, "required": ["id"], "properties": {
              "id": {"type": "integer"},
              "title": {"type": "string"},
              "description": {"type": "string"},
              "type": {"type": "string", "enum": ["human_task", "ai_task", "mixed"]},
              "status": {"type": "string", "enum": ["pending", "in_progress", "completed", "failed", "cancelled"]},
              "parent_task_id": {"type": "integer", "description": "0 for none"},
              "due_date": {"type": "string"},
              "metadata": {"type": "object", "description": "Merged key by key"}}}""",
            UNLISTED);

    static final ToolDefinition TASKS_STATUS = define(
            "tasks_status",
            "Set status",
            "Sets the status of a task.",
            Scope.TASKS_WRITE,
            Hints.IDEMPOTENT_CHANGE,
            """
            {"type": "object", "additionalProperties": false, "required": ["id", "status"], "properties": {
              "id": {"type": "integer"},
              "status": {"type": "string", "enum": ["pending", "in_progress", "completed", "failed", "cancelled"]}}}""",
            UNLISTED);

    static final ToolDefinition TASKS_ASSIGN = define(
            "tasks_assign",
            "Assign task",
            "Assigns a task to a person or a model.",
            Scope.TASKS_WRITE,
            Hints.IDEMPOTENT_CHANGE,
            """
            {"type": "object", "additionalProperties": false, "required": ["id", "assignee"], "properties": {
              "id": {"type": "integer"},
              "assignee": {"type": "string"},
              "assignee_type": {"type": "string", "description": "human, ollama, claude, anthropic_api, or another provider"},
              "model_name": {"type": "string"},
              "notes": {"type": "string"}}}""",
            UNLISTED);

    static final ToolDefinition TASKS_RESULT = define(
            "tasks_result",
            "Store result",
            "Stores the result of work on a task and ends the attempt; success completes the task.",
            Scope.TASKS_EXECUTE,
            Hints.CHANGE,
            """
            {"type": "object", "additionalProperties": false, "required": ["id"], "properties": {
              "id": {"type": "integer"},
              "response": {"type": "string"},
              "executor": {"type": "string", "description": "Default: you"},
              "executor_type": {"type": "string", "description": "human, ollama, claude, anthropic_api, or another provider"},
              "model_name": {"type": "string"},
              "request": {"type": "string"},
              "status": {"type": "string", "enum": ["success", "error", "partial"], "description": "Default success"},
              "duration_ms": {"type": "integer"},
              "tokens_input": {"type": "integer"},
              "tokens_output": {"type": "integer"},
              "tokens_total": {"type": "integer"},
              "cost_usd": {"type": "number"},
              "error_message": {"type": "string"}}}""",
            UNLISTED);

    static final ToolDefinition TASKS_EXECUTE = define(
            "tasks_execute",
            "Execute task",
            "Runs a task on a model of the organization; tasks_get shows the result.",
            Scope.MODELS_RUN,
            new Hints(false, false, false, true),
            """
            {"type": "object", "additionalProperties": false, "required": ["id", "model"], "properties": {
              "id": {"type": "integer"},
              "model": {"type": "string", "description": "Such as mistral"},
              "auto_complete": {"type": "boolean", "description": "Whether an answer completes the task"}}}""",
            UNLISTED);

    static final ToolDefinition TASKS_DELETE = define(
            "tasks_delete",
            "Delete task",
            "Moves a task to the trash, restorable for 30 days.",
            Scope.TASKS_DELETE,
            Hints.DELETION,
            """
            {"type": "object", "additionalProperties": false, "required": ["id"], "properties": {
              "id": {"type": "integer"}}}""",
            UNLISTED);

    static final ToolDefinition TASKS_STATISTICS = define(
            "tasks_statistics",
            "Task statistics",
            "How many tasks there are, by status, type and assignee.",
            Scope.TASKS_READ,
            Hints.READ,
            "{\"type\": \"object\", \"additionalProperties\": false, \"properties\": {}}",
            "{}");

    private McpTasksDefinitions() {}

    /** One toolset, since the endpoint has none: all of it is listed, in this order. */
    static ToolDefinition define(
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
