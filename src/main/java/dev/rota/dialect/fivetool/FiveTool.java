package dev.rota.dialect.fivetool;

import static dev.rota.dialect.Words.both;
import static dev.rota.dialect.Words.shown;

import dev.rota.dialect.Dialect;
import dev.rota.dialect.DialectCall;
import dev.rota.dialect.DialectOrganizations;
import dev.rota.dialect.DialectTasks;
import dev.rota.dialect.DialectTool;
import dev.rota.dialect.Wording;
import dev.rota.dialect.Words;
import dev.rota.mcp.ToolArguments;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.catalog.ArgumentSynonyms;
import dev.rota.task.Description;
import dev.rota.task.NewTask;
import dev.rota.task.TaskColumn;
import dev.rota.task.TaskFilter;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskStatus;
import dev.rota.task.TaskUpdate;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tables of the five-tool endpoint (catalogue sections 9 and 10). */
public final class FiveTool {
    static final Words<TaskStatus> STATUS = Words.of(
            List.of(TaskStatus.values()),
            TaskStatus::wire,
            shown(TaskStatus.BACKLOG, "TODO"),
            both(TaskStatus.TODO, "TODO"),
            both(TaskStatus.IN_PROGRESS, "IN_PROGRESS"),
            shown(TaskStatus.IN_REVIEW, "IN_PROGRESS"),
            both(TaskStatus.DONE, "DONE"),
            shown(TaskStatus.FAILED, "CANCELLED"),
            both(TaskStatus.CANCELLED, "CANCELLED"));

    private static final String INSTRUCTIONS =
            "Call list_organizations first when you work for several organizations. Tasks are named by taskId.";
    private static final int MOST_TASKS = 50;
    private static final Wording WORDING = new Wording(
            "five-tool",
            Map.of("task", "taskId", "organization", "organizationId", "completed_at", "completedAt"),
            Map.of("status", STATUS, "completed_at", STATUS));

    private static final ArgumentSynonyms SYNONYMS = new ArgumentSynonyms(
            Map.of("task", "taskId", "task_id", "taskId", "id", "taskId", "completed_at", "completedAt"),
            Set.of("taskId", "project"));

    private FiveTool() {}

    public static Dialect dialect(DialectTasks tasks, DialectOrganizations organizations) {
        var tools = List.of(
                tool(
                        "get_context",
                        FiveToolDefinitions.LIST_ORGANIZATIONS,
                        call -> organizations.list(call, FiveToolObjects.ORGANIZATION)),
                tool(
                        "list_tasks",
                        FiveToolDefinitions.LIST_TASKS,
                        call -> tasks.newest(call, filter(call.arguments()), FiveToolObjects.TASK)),
                tool(
                        "get_task",
                        FiveToolDefinitions.GET_TASK,
                        call -> tasks.get(call, task(call), FiveToolObjects.TASK_IN_FULL)),
                tool(
                        "create_task",
                        FiveToolDefinitions.CREATE_TASK,
                        call -> tasks.create(call, project(call), newTask(call.arguments()), FiveToolObjects.TASK)),
                tool(
                        "update_task",
                        FiveToolDefinitions.UPDATE_TASK,
                        call -> tasks.update(call, task(call), update(call.arguments()), FiveToolObjects.TASK)));
        return Dialect.at(WORDING.dialect(), List.of("/api/mcp"), INSTRUCTIONS, tools, SYNONYMS);
    }

    private static DialectTool tool(String operation, ToolDefinition definition, DialectTool.Work work) {
        return new DialectTool(WORDING, operation, definition, work);
    }

    private static @Nullable String project(DialectCall call) {
        return call.arguments().text("project");
    }

    private static TaskRef task(DialectCall call) {
        return TaskRef.parse("task", call.arguments().requiredText("taskId"));
    }

    /** A filter finds what is shown as the word it names. */
    private static TaskFilter filter(ToolArguments arguments) {
        var word = arguments.text("status");
        return new TaskFilter(
                null,
                word == null ? List.of() : STATUS.shownAs(word),
                false,
                null,
                null,
                List.of(),
                null,
                null,
                null,
                Set.of(TaskColumn.DESCRIPTION),
                MOST_TASKS,
                null);
    }

    private static NewTask newTask(ToolArguments arguments) {
        return new NewTask(
                "",
                arguments.requiredText("title"),
                Description.ofJson(arguments.value("description")),
                STATUS.meaning(arguments.text("status", "TODO")),
                0,
                null,
                arguments.text("assignee"),
                null,
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                new JsonObject());
    }

    /** A word that the task is shown as already changes nothing (catalogue section 9, rule a). */
    private static TaskUpdate update(ToolArguments arguments) {
        var word = arguments.text("status");
        return new TaskUpdate(
                arguments.integer("if_version"),
                arguments.text("title"),
                arguments.has("description") ? Description.ofJson(arguments.value("description")) : null,
                word == null ? null : STATUS.meaning(word),
                word == null ? Set.of() : Set.copyOf(STATUS.shownAs(word)),
                null,
                null,
                arguments.text("assignee"),
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                arguments.has("completedAt") ? new TaskUpdate.Timing(arguments.time("completedAt")) : null,
                null);
    }
}
