package dev.rota.dialect.mcptasks;

import static dev.rota.dialect.Words.both;
import static dev.rota.dialect.Words.shown;

import dev.rota.dialect.Dialect;
import dev.rota.dialect.DialectAssignments;
import dev.rota.dialect.DialectCall;
import dev.rota.dialect.DialectQuality;
import dev.rota.dialect.DialectReports;
import dev.rota.dialect.DialectResults;
import dev.rota.dialect.DialectRuns;
import dev.rota.dialect.DialectTaskPages;
import dev.rota.dialect.DialectTasks;
import dev.rota.dialect.DialectTool;
import dev.rota.dialect.DialectTrash;
import dev.rota.dialect.Wording;
import dev.rota.dialect.Words;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.catalog.ArgumentSynonyms;
import dev.rota.report.ReportKind;
import dev.rota.task.TaskStatus;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The tables of MCP-Tasks (catalogue sections 9 and 10). */
public final class McpTasks {
    static final Words<TaskStatus> STATUS = Words.of(
            List.of(TaskStatus.values()),
            TaskStatus::wire,
            shown(TaskStatus.BACKLOG, "pending"),
            both(TaskStatus.TODO, "pending"),
            both(TaskStatus.IN_PROGRESS, "in_progress"),
            shown(TaskStatus.IN_REVIEW, "in_progress"),
            both(TaskStatus.DONE, "completed"),
            both(TaskStatus.FAILED, "failed"),
            both(TaskStatus.CANCELLED, "cancelled"));

    /** By native kind. */
    static final Words<String> TYPE = Words.of(
            List.of("human", "ai", "mixed"),
            kind -> kind,
            both("human", "human_task"),
            both("ai", "ai_task"),
            both("mixed", "mixed"));

    private static final String INSTRUCTIONS =
            "Call tasks_list for tasks, tasks_get for one with its assignments and results. Store what you have done with"
                    + " tasks_result, which completes the task, or let a model do it with tasks_execute.";

    private static final Wording WORDING = new Wording(
            "mcp-tasks",
            Map.ofEntries(
                    Map.entry("task", "id"),
                    Map.entry("parent", "parent_task_id"),
                    Map.entry("due_at", "due_date"),
                    Map.entry("kind", "type"),
                    Map.entry("gate", "contract"),
                    Map.entry("project", "scope"),
                    Map.entry("wall_clock_ms", "duration_ms"),
                    Map.entry("cost_tokens", "tokens_total"),
                    Map.entry("query", "search")),
            Map.of("status", STATUS, "kind", TYPE));

    private static final ArgumentSynonyms SYNONYMS = new ArgumentSynonyms(
            Map.of(
                    "task_id", "id",
                    "taskId", "id",
                    "task", "id",
                    "model_name", "model",
                    "model", "model_name",
                    "query", "search",
                    "name", "contract",
                    "due_at", "due_date",
                    "parent", "parent_task_id"),
            Set.of("id", "parent_task_id", "scope"));

    private McpTasks() {}

    /** The operations that its tools are made of. */
    public record Rules(
            DialectTasks tasks,
            DialectTaskPages pages,
            DialectAssignments assignments,
            DialectResults results,
            DialectRuns runs,
            DialectTrash trash,
            DialectReports reports,
            DialectQuality quality) {}

    public static Dialect dialect(Rules rules) {
        var tools = Stream.of(ofTasks(rules), ofWork(rules), ofContracts(rules))
                .flatMap(List::stream)
                .toList();
        return Dialect.at(WORDING.dialect(), List.of("/mcp/mcp-tasks"), INSTRUCTIONS, tools, SYNONYMS);
    }

    /** The word for a status in its native spelling. */
    static String statusWord(String wire) {
        return STATUS.word(TaskStatus.of(wire));
    }

    private static List<DialectTool> ofTasks(Rules rules) {
        return List.of(
                tool("list_tasks", McpTasksDefinitions.TASKS_LIST, call -> rules.pages()
                        .list(
                                call,
                                McpTasksArguments.page(call.arguments()),
                                call.arguments().flag("compact")
                                        ? McpTasksObjects.COMPACT
                                        : McpTasksObjects.TASK_ALONE)),
                tool("get_task", McpTasksDefinitions.TASKS_GET, call -> rules.pages()
                        .get(call, McpTasksArguments.task(call), McpTasksObjects.DETAILED)),
                tool("create_task", McpTasksDefinitions.TASKS_CREATE, call -> rules.tasks()
                        .create(call, null, McpTasksArguments.newTask(call.arguments()), McpTasksObjects.TASK_ALONE)),
                tool("update_task", McpTasksDefinitions.TASKS_UPDATE, call -> update(rules, call)),
                tool("update_task", McpTasksDefinitions.TASKS_STATUS, call -> update(rules, call)));
    }

    private static Future<JsonBytes> update(Rules rules, DialectCall call) {
        return rules.tasks()
                .update(
                        call,
                        McpTasksArguments.task(call),
                        McpTasksArguments.update(call.arguments()),
                        McpTasksObjects.TASK_ALONE);
    }

    private static List<DialectTool> ofWork(Rules rules) {
        return List.of(
                tool("assign_task", McpTasksDefinitions.TASKS_ASSIGN, call -> rules.assignments()
                        .assign(
                                call,
                                McpTasksArguments.task(call),
                                McpTasksArguments.assignment(call.arguments()),
                                McpTasksObjects.ASSIGNMENT)),
                tool("finish_attempt", McpTasksDefinitions.TASKS_RESULT, call -> rules.results()
                        .report(
                                call,
                                McpTasksArguments.task(call),
                                McpTasksArguments.result(call.arguments()),
                                McpTasksObjects.RESULT,
                                McpTasksObjects.COMPACT)),
                tool("run_task", McpTasksDefinitions.TASKS_EXECUTE, call -> rules.runs()
                        .run(
                                call,
                                McpTasksArguments.task(call),
                                call.arguments().requiredText("model"),
                                call.arguments().flag("auto_complete"),
                                McpTasksObjects.EXECUTION)),
                tool("delete_task", McpTasksDefinitions.TASKS_DELETE, call -> rules.trash()
                        .delete(call, McpTasksArguments.task(call), McpTasksObjects.DELETED)),
                tool("get_report", McpTasksDefinitions.TASKS_STATISTICS, call -> rules.reports()
                        .statistics(call, ContractObjects::statistics)));
    }

    private static List<DialectTool> ofContracts(Rules rules) {
        return List.of(
                tool("list_gates", ContractDefinitions.CONTRACTS_LIST, call -> rules.quality()
                        .gates(
                                call,
                                "contracts",
                                ContractArguments.matching(call.arguments()),
                                call.arguments().integer("limit", ContractArguments.USUAL_LIMIT),
                                call.arguments().flag("compact") ? ContractObjects.COMPACT : ContractObjects.CONTRACT)),
                tool("run_check", ContractDefinitions.CONTRACTS_VALIDATE, call -> validate(rules, call)),
                tool("run_check", ContractDefinitions.QUALITY_CHECK, call -> rules.quality()
                        .run(
                                call,
                                ContractArguments.wanted(call.arguments()),
                                null,
                                call.arguments().number("attempt_id"),
                                "check",
                                ContractObjects.CHECK)),
                tool("get_report", ContractDefinitions.QUALITY_REPORT, call -> rules.reports()
                        .read(
                                call,
                                ReportKind.QUALITY,
                                call.arguments().text("scope"),
                                "markdown".equals(call.arguments().text("format"))
                                        ? ContractObjects::markdown
                                        : ContractObjects::report)));
    }

    /** Who says how it went has checked it themselves; else a runner is asked. */
    private static Future<JsonBytes> validate(Rules rules, DialectCall call) {
        var arguments = call.arguments();
        if (arguments.has("status")) {
            call.caller().require(Set.of(Scope.TASKS_EXECUTE));
            return rules.quality()
                    .record(
                            call,
                            arguments.requiredNumber("attempt_id"),
                            ContractArguments.finding(arguments),
                            "validation",
                            ContractObjects.VALIDATION);
        }
        var contract = arguments.requiredText("contract");
        return rules.quality()
                .run(
                        call,
                        ContractArguments.wanted(arguments, contract),
                        contract,
                        arguments.number("attempt_id"),
                        "check",
                        ContractObjects.CHECK);
    }

    private static DialectTool tool(String operation, ToolDefinition definition, DialectTool.Work work) {
        return new DialectTool(WORDING, operation, definition, work);
    }
}
