package dev.rota.dialect.workx;

import static dev.rota.dialect.Words.both;
import static dev.rota.dialect.Words.shown;

import dev.rota.attempt.CommitEntry;
import dev.rota.dialect.Dialect;
import dev.rota.dialect.DialectCall;
import dev.rota.dialect.DialectCommits;
import dev.rota.dialect.DialectProjects;
import dev.rota.dialect.DialectTasks;
import dev.rota.dialect.DialectTool;
import dev.rota.dialect.DialectTool.Listing;
import dev.rota.dialect.Wording;
import dev.rota.dialect.Words;
import dev.rota.identity.Credential;
import dev.rota.identity.Scope;
import dev.rota.mcp.ToolArguments;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.catalog.ArgumentSynonyms;
import dev.rota.task.LifeCycle;
import dev.rota.task.TaskFilter;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskStatus;
import dev.rota.task.TaskUpdate;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tables of WORK-X (catalogue sections 9 and 10). */
public final class WorkX {
    static final Words<TaskStatus> STATUS = Words.of(
            List.of(TaskStatus.values()),
            TaskStatus::wire,
            shown(TaskStatus.BACKLOG, "TODO"),
            both(TaskStatus.TODO, "TODO"),
            both(TaskStatus.IN_PROGRESS, "IN_PROGRESS"),
            both(TaskStatus.IN_REVIEW, "IN_REVIEW"),
            both(TaskStatus.DONE, "DONE"),
            shown(TaskStatus.FAILED, "CANCELLED"),
            both(TaskStatus.CANCELLED, "CANCELLED"));

    /** Any number of steps forward, one back. */
    private static final List<TaskStatus> LINE =
            List.of(TaskStatus.TODO, TaskStatus.IN_PROGRESS, TaskStatus.IN_REVIEW, TaskStatus.DONE);

    private static final String INSTRUCTIONS =
            "Call listMyTasks for the tasks assigned to you. Tasks are named by taskId. Move them with updateTaskStatus and"
                    + " record code changes with createCommitEntry.";
    private static final int MOST_TASKS = 100;
    private static final Wording WORDING = new Wording(
            "work-x",
            Map.of("task", "taskId", "project", "projectId", "requirement", "requirementId", "hash", "commitHash"),
            Map.of("status", STATUS));

    /** Its document names {@code taskId} and {@code status} only; of the others, every natural spelling is taken. */
    private static final ArgumentSynonyms SYNONYMS = new ArgumentSynonyms(
            Map.ofEntries(
                    Map.entry("task_id", "taskId"),
                    Map.entry("task", "taskId"),
                    Map.entry("id", "taskId"),
                    Map.entry("projectKey", "projectId"),
                    Map.entry("project_id", "projectId"),
                    Map.entry("project", "projectId"),
                    Map.entry("requirement_id", "requirementId"),
                    Map.entry("requirement", "requirementId"),
                    Map.entry("reqId", "requirementId"),
                    Map.entry("req_id", "requirementId"),
                    Map.entry("commit_hash", "commitHash"),
                    Map.entry("hash", "commitHash"),
                    Map.entry("assigneeId", "assignee"),
                    Map.entry("assignee_id", "assignee"),
                    Map.entry("requestId", "request_id"),
                    Map.entry("ifVersion", "if_version")),
            Set.of("taskId", "projectId", "requirementId"));

    private WorkX() {}

    public static Dialect dialect(DialectTasks tasks, DialectProjects projects, DialectCommits commits) {
        var tools = new ArrayList<>(ofAnybody(tasks, commits));
        tools.addAll(ofOrganizations(tasks, projects));
        return Dialect.at(WORDING.dialect(), List.of("/api/mcp/rpc", "/mcp/rpc"), INSTRUCTIONS, tools, SYNONYMS);
    }

    private static List<DialectTool> ofAnybody(DialectTasks tasks, DialectCommits commits) {
        return List.of(
                forAnybody(
                        "list_tasks",
                        WorkXDefinitions.LIST_MY_TASKS,
                        call -> tasks.list(call, filter(null, null, "me", null), WorkXObjects.TASK)),
                forAnybody(
                        "list_tasks",
                        WorkXDefinitions.LIST_TASKS_BY_REQ,
                        call -> tasks.list(
                                call,
                                filter(null, null, null, call.arguments().requiredText("requirementId")),
                                WorkXObjects.TASK)),
                forAnybody(
                        "update_task",
                        WorkXDefinitions.UPDATE_TASK_STATUS,
                        call -> tasks.update(
                                call, task(call), update(call.arguments(), WorkX::steps), WorkXObjects.TASK)),
                forAnybody(
                        "log_commit",
                        WorkXDefinitions.CREATE_COMMIT_ENTRY,
                        call -> commits.log(call, task(call), commit(call.arguments()), WorkXObjects.COMMIT)));
    }

    private static List<DialectTool> ofOrganizations(DialectTasks tasks, DialectProjects projects) {
        return List.of(
                forOrganizations(
                        "list_projects",
                        WorkXDefinitions.LIST_PROJECTS,
                        call -> projects.list(call, WorkXObjects.PROJECT)),
                forOrganizations(
                        "list_tasks",
                        WorkXDefinitions.LIST_TASKS,
                        call -> tasks.list(call, filter(call.arguments()), WorkXObjects.TASK)),
                forOrganizations(
                        "get_task",
                        WorkXDefinitions.GET_TASK,
                        call -> tasks.getWithComments(call, task(call), WorkXObjects.TASK_IN_FULL)),
                forOrganizations(
                        "update_task",
                        WorkXDefinitions.UPDATE_TASK,
                        call -> tasks.update(
                                call, task(call), update(call.arguments(), LifeCycle.NATIVE), WorkXObjects.TASK)),
                forOrganizations(
                        "list_requirements",
                        WorkXDefinitions.LIST_REQUIREMENTS,
                        call -> projects.requirements(
                                call, call.arguments().text("projectId"), WorkXObjects.REQUIREMENT)),
                forOrganizations(
                        "get_requirement",
                        WorkXDefinitions.GET_REQUIREMENT,
                        call -> projects.requirement(
                                call,
                                call.arguments().requiredText("requirementId"),
                                WorkXObjects.REQUIREMENT_IN_FULL)));
    }

    private static DialectTool forAnybody(String operation, ToolDefinition definition, DialectTool.Work work) {
        return tool(operation, definition, work, EnumSet.allOf(Credential.Kind.class), "user");
    }

    private static DialectTool forOrganizations(String operation, ToolDefinition definition, DialectTool.Work work) {
        return tool(operation, definition, work, Set.of(Credential.Kind.ORG_TOKEN), "org");
    }

    private static DialectTool tool(
            String operation,
            ToolDefinition definition,
            DialectTool.Work work,
            Set<Credential.Kind> kinds,
            String tokenType) {
        var scope = definition.scopes().iterator().next();
        var beside = new JsonObject().put("scope", spelt(scope)).put("tokenType", tokenType);
        return new DialectTool(WORDING, operation, definition, work, new Listing(kinds, beside));
    }

    /** {@code tasks:read} is {@code read:tasks} there. */
    private static String spelt(Scope scope) {
        var parts = scope.wire().split(":", 2);
        return parts[1] + ":" + parts[0];
    }

    private static TaskRef task(DialectCall call) {
        return TaskRef.parse("task", call.arguments().requiredText("taskId"));
    }

    private static TaskFilter filter(ToolArguments arguments) {
        return filter(arguments.text("projectId"), arguments.text("status"), arguments.text("assignee"), null);
    }

    /** A filter finds what is shown as the word it names. */
    private static TaskFilter filter(
            @Nullable String project, @Nullable String word, @Nullable String assignee, @Nullable String requirement) {
        return new TaskFilter(
                project,
                word == null ? List.of() : STATUS.shownAs(word),
                false,
                assignee,
                null,
                List.of(),
                null,
                requirement,
                null,
                Set.of(),
                MOST_TASKS,
                null);
    }

    /** A word that the task is shown as already changes nothing (catalogue section 9, rule a). */
    private static TaskUpdate update(ToolArguments arguments, LifeCycle lifeCycle) {
        var word = arguments.text("status");
        return new TaskUpdate(
                arguments.integer("if_version"),
                arguments.text("title"),
                null,
                word == null ? null : STATUS.meaning(word),
                word == null ? Set.of() : Set.copyOf(STATUS.shownAs(word)),
                lifeCycle,
                arguments.integer("priority"),
                null,
                arguments.text("assignee"),
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                null,
                null);
    }

    /** What is cancelled stands beside the line, and is taken back to its beginning. */
    static List<TaskStatus> steps(TaskStatus from) {
        var at = LINE.indexOf(STATUS.meaning(STATUS.word(from)));
        if (at < 0) {
            return List.of(TaskStatus.TODO);
        }
        var steps = new ArrayList<>(LINE.subList(Math.max(0, at - 1), LINE.size()));
        steps.remove(LINE.get(at));
        return steps;
    }

    private static CommitEntry commit(ToolArguments arguments) {
        return new CommitEntry(
                arguments.requiredText("message"), arguments.text("commitHash"), arguments.text("reason"), null);
    }
}
