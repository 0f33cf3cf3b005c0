package dev.rota.dialect.taskmaster;

import dev.rota.dialect.Tier;
import dev.rota.identity.Scope;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;

/** What the autopilot's tools publish. Each means the newest running attempt unless it is given another. */
final class AutopilotDefinitions {
    private static final String ATTEMPT =
            """
            {"attempt_id": {"type": "integer", "description": "Default: your newest"}}""";

    static final ToolDefinition START = define(
            "autopilot_start",
            "Start autopilot",
            "Claim a task and begin its workflow. You write tests and code; this keeps track.",
            Scope.TASKS_EXECUTE,
            Hints.CHANGE,
            """
            {"taskId": {"type": "string", "description": "15 or 15.2"}}""",
            "taskId");

    static final ToolDefinition RESUME = define(
            "autopilot_resume",
            "Resume autopilot",
            "The workflow you are in: attempt, task, progress and what to do next.",
            Scope.TASKS_READ,
            Hints.READ,
            ATTEMPT);

    static final ToolDefinition NEXT = define(
            "autopilot_next",
            "Next autopilot step",
            "What to do next in your workflow, with the subtask it is about.",
            Scope.TASKS_READ,
            Hints.READ,
            ATTEMPT);

    static final ToolDefinition STATUS = define(
            "autopilot_status",
            "Autopilot status",
            "How far your workflow has come, and until when you hold its task.",
            Scope.TASKS_READ,
            Hints.READ,
            ATTEMPT);

    static final ToolDefinition COMPLETE_PHASE = define(
            "autopilot_complete_phase",
            "Complete phase",
            "Record test results as a check: RED passes with failing tests, GREEN with none.",
            Scope.TASKS_EXECUTE,
            Hints.IDEMPOTENT_CHANGE,
            """
            {"testResults": {"type": "object", "description": "Counts: total, passed, failed, skipped"},
             "phase": {"type": "string", "enum": ["RED", "GREEN"]},
             "gate": {"type": "string", "description": "Gate it is evidence for; default tests"},
             "attempt_id": {"type": "integer", "description": "Default: your newest"}}""",
            "testResults");

    static final ToolDefinition COMMIT = define(
            "autopilot_commit",
            "Record commit",
            "Record the commit that you made for the task.",
            Scope.COMMITS_WRITE,
            Hints.CHANGE,
            """
            {"customMessage": {"type": "string", "description": "Default: id and title of the task"},
             "hash": {"type": "string"},
             "attempt_id": {"type": "integer", "description": "Default: your newest"}}""");

    static final ToolDefinition FINALIZE = define(
            "autopilot_finalize",
            "Finalize workflow",
            "End the workflow with success: the task is done, or in review where the project wants that.",
            Scope.TASKS_EXECUTE,
            Hints.CHANGE,
            """
            {"notes": {"type": "string"}, "attempt_id": {"type": "integer", "description": "Default: your newest"}}""");

    static final ToolDefinition ABORT = define(
            "autopilot_abort",
            "Abort workflow",
            "End the workflow and give the task back.",
            Scope.TASKS_EXECUTE,
            Hints.CHANGE,
            """
            {"notes": {"type": "string"}, "attempt_id": {"type": "integer", "description": "Default: your newest"}}""");

    private AutopilotDefinitions() {}

    private static ToolDefinition define(
            String name,
            String title,
            String description,
            Scope scope,
            Hints hints,
            String properties,
            String... required) {
        return Definition.of(name, title, description, Tier.ALL, scope, hints, properties, required);
    }
}
