package dev.rota.dialect.workx;

import dev.rota.identity.Scope;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.Toolset;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** What {@code /api/mcp/rpc} publishes: names, descriptions and scopes are that system's. */
final class WorkXDefinitions {
    private static final String NONE = "{}";
    private static final String RETRY = "{\"request_id\": {\"type\": \"string\"}}";
    private static final String CHANGE =
            "{\"if_version\": {\"type\": \"integer\", \"minimum\": 1}, \"request_id\": {\"type\": \"string\"}}";

    static final ToolDefinition LIST_MY_TASKS = define(
            "listMyTasks",
            "List my tasks",
            "Returns all tasks currently assigned to you across your accessible projects: task ID, title, status, priority"
                    + " and project.",
            Scope.TASKS_READ,
            Hints.READ,
            "{\"type\": \"object\", \"additionalProperties\": false, \"properties\": {}}",
            NONE);

    static final ToolDefinition LIST_TASKS_BY_REQ = define(
            "listTasksByReq",
            "List tasks of a requirement",
            "Returns the tasks linked to a requirement: which work items belong to a feature or spec.",
            Scope.TASKS_READ,
            Hints.READ,
            """
            {"type": "object", "additionalProperties": false, "required": ["requirementId"], "properties": {
              "requirementId": {"type": "string", "description": "Id or key of the requirement, e.g. DEV-R1"}}}""",
            NONE);

    static final ToolDefinition UPDATE_TASK_STATUS = define(
            "updateTaskStatus",
            "Update task status",
            "Updates the status of a task: forward along TODO, IN_PROGRESS, IN_REVIEW, DONE, or one step back. A personal"
                    + " token changes tasks assigned to you only.",
            Scope.TASKS_WRITE,
            Hints.IDEMPOTENT_CHANGE,
            """
            {"type": "object", "additionalProperties": false, "required": ["taskId", "status"], "properties": {
              "taskId": {"type": "string", "description": "ID of the task"},
              "status": {"type": "string", "enum": ["TODO", "IN_PROGRESS", "IN_REVIEW", "DONE", "CANCELLED"],
                "description": "New status"}}}""",
            CHANGE);

    static final ToolDefinition CREATE_COMMIT_ENTRY = define(
            "createCommitEntry",
            "Create commit entry",
            "Creates a commit history entry on a task: what code changes were made, and why.",
            Scope.COMMITS_WRITE,
            Hints.CHANGE,
            """
            {"type": "object", "additionalProperties": false, "required": ["taskId", "message"], "properties": {
              "taskId": {"type": "string", "description": "ID of the task"},
              "message": {"type": "string", "description": "What was changed"},
              "commitHash": {"type": "string", "description": "Hash of the commit"},
              "reason": {"type": "string", "description": "Why it was changed"}}}""",
            RETRY);

    static final ToolDefinition LIST_PROJECTS = define(
            "listProjects",
            "List projects",
            "Lists all active projects in the organization.",
            Scope.TASKS_READ,
            Hints.READ,
            "{\"type\": \"object\", \"additionalProperties\": false, \"properties\": {}}",
            NONE);

    static final ToolDefinition LIST_TASKS = define(
            "listTasks",
            "List tasks",
            "Lists the tasks in a project, optionally filtered by status or assignee. Without a project, those of all.",
            Scope.TASKS_READ,
            Hints.READ,
            """
            {"type": "object", "additionalProperties": false, "properties": {
              "projectId": {"type": "string", "description": "Id or key of the project, e.g. DEV"},
              "status": {"type": "string", "enum": ["TODO", "IN_PROGRESS", "IN_REVIEW", "DONE", "CANCELLED"],
                "description": "Filter by status"},
              "assignee": {"type": "string", "description": "Filter by assignee: a name or an e-mail address"}}}""",
            NONE);

    static final ToolDefinition GET_TASK = define(
            "getTask",
            "Get task",
            "Returns the full detail of a task, including description, comments, assignees and linked requirements.",
            Scope.TASKS_READ,
            Hints.READ,
            """
            {"type": "object", "additionalProperties": false, "required": ["taskId"], "properties": {
              "taskId": {"type": "string", "description": "ID of the task"}}}""",
            NONE);

    static final ToolDefinition UPDATE_TASK = define(
            "updateTask",
            "Update task",
            "Updates fields of a task: status, priority, assignee or title. Only supplied fields are changed.",
            Scope.TASKS_WRITE,
            Hints.IDEMPOTENT_CHANGE,
            """
            {"type": "object", "additionalProperties": false, "required": ["taskId"], "properties": {
              "taskId": {"type": "string", "description": "ID of the task"},
              "status": {"type": "string", "enum": ["TODO", "IN_PROGRESS", "IN_REVIEW", "DONE", "CANCELLED"],
                "description": "New status"},
              "priority": {"type": "integer", "minimum": -2, "maximum": 2,
                "description": "-2 (lowest) to 2 (urgent)"},
              "assignee": {"type": "string", "description": "Name or e-mail address; empty for nobody"},
              "title": {"type": "string", "description": "New title"}}}""",
            CHANGE);

    static final ToolDefinition LIST_REQUIREMENTS = define(
            "listRequirements",
            "List requirements",
            "Lists the requirements in a project. Without a project, those of all.",
            Scope.REQUIREMENTS_READ,
            Hints.READ,
            """
            {"type": "object", "additionalProperties": false, "properties": {
              "projectId": {"type": "string", "description": "Id or key of the project, e.g. DEV"}}}""",
            NONE);

    static final ToolDefinition GET_REQUIREMENT = define(
            "getRequirement",
            "Get requirement",
            "Returns the full text content and metadata of a requirement.",
            Scope.REQUIREMENTS_READ,
            Hints.READ,
            """
            {"type": "object", "additionalProperties": false, "required": ["requirementId"], "properties": {
              "requirementId": {"type": "string", "description": "Id or key of the requirement, e.g. DEV-R1"}}}""",
            NONE);

    private WorkXDefinitions() {}

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
