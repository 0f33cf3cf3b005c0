package dev.rota.dialect.fivetool;

import dev.rota.identity.Scope;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.Toolset;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** What {@code /api/mcp} publishes: names, arguments and types are that system's. */
final class FiveToolDefinitions {
    static final ToolDefinition LIST_ORGANIZATIONS = define(
            "list_organizations",
            "List organizations",
            "Returns the organizations the authorized user belongs to. Call this first when the user belongs to multiple"
                    + " organizations to get the correct organizationId for task tools.",
            Scope.ORGANIZATIONS_READ,
            Hints.READ,
            "{\"type\": \"object\", \"additionalProperties\": false, \"properties\": {}}",
            "{}");

    static final ToolDefinition LIST_TASKS = define(
            "list_tasks",
            "List tasks",
            "Returns up to 50 tasks (most recently updated) across all organizations the user belongs to.",
            Scope.TASKS_READ,
            Hints.READ,
            """
            {"type": "object", "additionalProperties": false, "properties": {
              "status": {"type": "string", "enum": ["TODO", "IN_PROGRESS", "DONE", "CANCELLED"],
                "description": "Filter by status"},
              "organizationId": {"type": "integer", "description": "Restrict to one organization"}}}""",
            "{}");

    static final ToolDefinition GET_TASK = define(
            "get_task",
            "Get task",
            "Returns full task detail including owners, subtasks, and parent task.",
            Scope.TASKS_READ,
            Hints.READ,
            """
            {"type": "object", "additionalProperties": false, "required": ["taskId"], "properties": {
              "taskId": {"type": "integer", "description": "ID of the task to retrieve"}}}""",
            "{}");

    static final ToolDefinition CREATE_TASK = define(
            "create_task",
            "Create task",
            "Creates a task. If the user belongs to exactly one organization, organizationId can be omitted; call"
                    + " list_organizations first if they belong to multiple.",
            Scope.TASKS_WRITE,
            Hints.CHANGE,
            """
            {"type": "object", "additionalProperties": false, "required": ["title"], "properties": {
              "title": {"type": "string", "description": "Task title"},
              "organizationId": {"type": "integer",
                "description": "Target organization (optional if user has exactly one)"},
              "description": {"description": "Description in JSON format"},
              "status": {"type": "string", "enum": ["TODO", "IN_PROGRESS", "DONE", "CANCELLED"],
                "description": "Initial status, defaults to TODO"},
              "assignee": {"type": "string", "description": "Assignee identifier"}}}""",
            "{\"project\": {\"type\": \"string\"}, \"request_id\": {\"type\": \"string\"}}");

    static final ToolDefinition UPDATE_TASK = define(
            "update_task",
            "Update task",
            "Updates one or more fields on an existing task. Only supplied fields are changed.",
            Scope.TASKS_WRITE,
            Hints.IDEMPOTENT_CHANGE,
            """
            {"type": "object", "additionalProperties": false, "required": ["taskId"], "properties": {
              "taskId": {"type": "integer", "description": "ID of the task to update"},
              "title": {"type": "string", "description": "New title"},
              "description": {"description": "New description in JSON format"},
              "status": {"type": "string", "enum": ["TODO", "IN_PROGRESS", "DONE", "CANCELLED"],
                "description": "New status"},
              "assignee": {"type": "string", "description": "New assignee"},
              "completedAt": {"type": "string", "description": "Completion timestamp in ISO 8601 format"}}}""",
            "{\"if_version\": {\"type\": \"integer\", \"minimum\": 1}, \"request_id\": {\"type\": \"string\"}}");

    private FiveToolDefinitions() {}

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
