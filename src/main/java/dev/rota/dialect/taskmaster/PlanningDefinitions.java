package dev.rota.dialect.taskmaster;

import dev.rota.dialect.Tier;
import dev.rota.identity.Scope;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;

/** What the planning tools publish. */
final class PlanningDefinitions {
    static final ToolDefinition PARSE_PRD = define(
            "parse_prd",
            "Parse PRD",
            "The prompt to turn a requirements document into tasks with, for you to follow.",
            Tier.CORE,
            """
            {"input": {"type": "string", "description": "Path of the document, on your side"},
             "numTasks": {"type": "string", "description": "About how many tasks; default 10"},
             "tag": {"type": "string"}}""");

    static final ToolDefinition EXPAND_TASK = define(
            "expand_task",
            "Expand task",
            "The prompt to break a task down with, and the task, for you to follow with add_subtask.",
            Tier.CORE,
            """
            {"id": {"type": "string"},
             "num": {"type": "string", "description": "About how many subtasks"},
             "prompt": {"type": "string", "description": "What to consider"}}""",
            "id");

    static final ToolDefinition EXPAND_ALL = define(
            "expand_all",
            "Expand all tasks",
            "The prompt to break all open tasks down with, and the tasks.",
            Tier.STANDARD,
            """
            {"num": {"type": "string", "description": "About how many subtasks each"},
             "prompt": {"type": "string", "description": "What to consider"},
             "tag": {"type": "string"}}""");

    static final ToolDefinition SCOPE_UP = scope("scope_up_task", "Scope up task", "make tasks more thorough");

    static final ToolDefinition SCOPE_DOWN = scope("scope_down_task", "Scope down task", "reduce tasks to their core");

    static final ToolDefinition UPDATE = define(
            "update",
            "Update tasks",
            "The prompt to bring open tasks in line with a change, and the tasks from an id on.",
            Tier.ALL,
            """
            {"from": {"type": "string", "description": "First task to look at"},
             "prompt": {"type": "string", "description": "What has changed"},
             "tag": {"type": "string"}}""",
            "from",
            "prompt");

    static final ToolDefinition RESEARCH = define(
            "research",
            "Research",
            "The prompt to answer a question with, and the tasks it is about.",
            Tier.ALL,
            """
            {"query": {"type": "string"},
             "taskIds": {"type": "string", "description": "15,16.2"},
             "filePaths": {"type": "string"},
             "customContext": {"type": "string"},
             "detailLevel": {"type": "string", "enum": ["low", "medium", "high"]},
             "saveTo": {"type": "string", "description": "Task to note the answer on"}}""",
            "query");

    private PlanningDefinitions() {}

    private static ToolDefinition scope(String name, String title, String aim) {
        return define(
                name,
                title,
                "The prompt to " + aim + " with, and the tasks.",
                Tier.ALL,
                """
                {"id": {"type": "string", "description": "15, or several: 15,16"},
                 "strength": {"type": "string", "enum": ["light", "regular", "heavy"]},
                 "prompt": {"type": "string", "description": "What to consider"}}""",
                "id");
    }

    private static ToolDefinition define(
            String name, String title, String description, Tier tier, String properties, String... required) {
        return Definition.of(name, title, description, tier, Scope.TASKS_READ, Hints.READ, properties, required);
    }
}
