package dev.rota.dialect.taskmaster;

import dev.rota.dialect.Dialect;
import dev.rota.dialect.DialectTool;
import dev.rota.dialect.Wording;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.catalog.ArgumentSynonyms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Task-Master's tools, listed by tiers as its own server lists them (catalogue section 10). */
public final class TaskMaster {
    /** As policies and pinned paths spell it. */
    static final String NAME = "taskmaster";

    private static final String INSTRUCTIONS =
            "Tasks are named by id: 15, or 15.2 for the second subtask of 15. Take work: next_task, set_task_status in-progress,"
                    + " execute_task_autonomous; you do the work, then set_task_status done. Planning tools answer with a"
                    + " prompt for you.";

    private static final Wording WORDING = new Wording(
            NAME,
            Map.of(
                    "task", "id",
                    "body", "prompt",
                    "acceptance", "testStrategy",
                    "depends_on", "dependencies"),
            Map.of("status", TaskMasterWords.STATUS));

    private static final ArgumentSynonyms SYNONYMS = new ArgumentSynonyms(
            Map.ofEntries(
                    Map.entry("task", "id"),
                    Map.entry("task_id", "id"),
                    Map.entry("taskId", "id"),
                    Map.entry("ids", "id"),
                    Map.entry("test_strategy", "testStrategy"),
                    Map.entry("with_subtasks", "withSubtasks"),
                    Map.entry("requestId", "request_id"),
                    Map.entry("ifVersion", "if_version")),
            Set.of(
                    "id",
                    "taskId",
                    "dependencies",
                    "dependsOn",
                    "from",
                    "to",
                    "ids",
                    "project",
                    "num",
                    "numTasks",
                    "taskIds",
                    "saveTo"));

    private TaskMaster() {}

    public static Dialect dialect(TaskMasterRules rules) {
        var tools = new ArrayList<Tool>(ReadTools.of(rules));
        tools.addAll(ChangeTools.of(rules));
        tools.addAll(WorkTools.of(rules));
        tools.addAll(PlanningTools.of(rules));
        tools.addAll(CreateTools.of(rules));
        tools.addAll(RemovalTools.of(rules));
        tools.addAll(LinkTools.of(rules));
        tools.addAll(ComplexityTools.of(rules));
        tools.addAll(TagTools.of(rules));
        tools.addAll(AutopilotTools.of(rules));
        tools.addAll(UnservedTool.all(rules.operations()));
        return Dialect.at(NAME, List.of("/mcp/taskmaster"), INSTRUCTIONS, tools, SYNONYMS)
                .tiered();
    }

    static DialectTool tool(String operation, ToolDefinition definition, DialectTool.Work work) {
        return new DialectTool(WORDING, operation, definition, work);
    }
}
