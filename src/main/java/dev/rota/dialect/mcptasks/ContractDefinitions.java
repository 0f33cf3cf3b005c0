package dev.rota.dialect.mcptasks;

import static dev.rota.dialect.mcptasks.McpTasksDefinitions.define;

import dev.rota.identity.Scope;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;

/** What {@code /mcp/mcp-tasks} publishes of contracts, which are gates, and of quality. */
final class ContractDefinitions {
    private static final Hints RUNS = new Hints(false, false, false, true);
    private static final String RETRY = "{\"request_id\": {\"type\": \"string\"}}";

    static final ToolDefinition CONTRACTS_LIST = define(
            "contracts_list",
            "List contracts",
            "Contracts, and what tasks must show to fulfil them.",
            Scope.TASKS_READ,
            Hints.READ,
            """
            {"type": "object", "additionalProperties": false, "properties": {
              "status": {"type": "string", "enum": ["active", "inactive"], "description": "Every contract is active"},
              "search": {"type": "string", "description": "In name or description"},
              "compact": {"type": "boolean", "description": "Only name and status"},
              "limit": {"type": "integer", "minimum": 1, "maximum": 200, "description": "Default 50"}}}""",
            "{}");

    static final ToolDefinition CONTRACTS_VALIDATE = define(
            "contracts_validate",
            "Validate contract",
            "Has a runner check a path against a contract; or, with status, records what your attempt has found.",
            Scope.QUALITY_RUN,
            RUNS,
            """
            {"type": "object", "additionalProperties": false, "required": ["contract"], "properties": {
              "contract": {"type": "string"},
              "path": {"type": "string", "description": "For the runner to look at"},
              "attempt_id": {"type": "integer", "description": "On which the result lands"},
              "status": {"type": "string", "enum": ["pass", "warn", "fail"]},
              "critical": {"type": "integer"},
              "major": {"type": "integer"},
              "minor": {"type": "integer"},
              "report": {"type": "string"}}}""",
            RETRY);

    static final ToolDefinition QUALITY_CHECK = define(
            "quality_check",
            "Check quality",
            "Has a runner of your organization check a path; nothing runs on the server.",
            Scope.QUALITY_RUN,
            RUNS,
            """
            {"type": "object", "additionalProperties": false, "required": ["path"], "properties": {
              "path": {"type": "string"},
              "checks": {"type": "array", "items": {"type": "string"}, "description": "Default: all that contracts ask for"},
              "fix": {"type": "boolean", "description": "Whether the runner may mend what it finds"}}}""",
            "{\"request_id\": {\"type\": \"string\"}, \"attempt_id\": {\"type\": \"integer\"}}");

    static final ToolDefinition QUALITY_REPORT = define(
            "quality_report",
            "Quality report",
            "Contracts, and how far the tasks before them are with their evidence.",
            Scope.TASKS_READ,
            Hints.READ,
            """
            {"type": "object", "additionalProperties": false, "properties": {
              "scope": {"type": "string", "description": "Key of a project; default: all you see"},
              "format": {"type": "string", "enum": ["json", "markdown"], "description": "Default json"}}}""",
            "{}");

    private ContractDefinitions() {}
}
