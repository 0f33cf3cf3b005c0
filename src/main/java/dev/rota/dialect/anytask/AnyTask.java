package dev.rota.dialect.anytask;

import static dev.rota.dialect.Words.both;
import static dev.rota.dialect.Words.shown;

import dev.rota.attempt.AttemptStatus;
import dev.rota.dialect.Dialect;
import dev.rota.dialect.DialectAttempts;
import dev.rota.dialect.DialectBoard;
import dev.rota.dialect.DialectCall;
import dev.rota.dialect.DialectSelection;
import dev.rota.dialect.DialectTasks;
import dev.rota.dialect.DialectTool;
import dev.rota.dialect.DialectWorkspaces;
import dev.rota.dialect.LongLeases;
import dev.rota.dialect.Members;
import dev.rota.dialect.Wording;
import dev.rota.dialect.Words;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.Resource;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.catalog.ArgumentSynonyms;
import dev.rota.operation.Operations;
import dev.rota.task.ActiveTask;
import dev.rota.task.TaskStatus;
import dev.rota.task.TaskView;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tables of AnyTask (catalogue sections 9 and 10). Its workspace is a project, and its calls reach that one alone; an
 * attempt is a handle of its principal and ends from wherever it is called.
 */
public final class AnyTask {
    /** In the order of its board. */
    static final Words<TaskStatus> STATUS = Words.of(
            List.of(TaskStatus.values()),
            TaskStatus::wire,
            both(TaskStatus.BACKLOG, "backlog"),
            both(TaskStatus.TODO, "todo"),
            both(TaskStatus.IN_PROGRESS, "inprogress"),
            shown(TaskStatus.IN_REVIEW, "inprogress"),
            both(TaskStatus.DONE, "done"),
            shown(TaskStatus.FAILED, "canceled"),
            both(TaskStatus.CANCELLED, "canceled"));

    /** It has no partial success, and nothing that lapses. */
    static final Words<AttemptStatus> ATTEMPT_STATUS = Words.of(
            List.of(AttemptStatus.values()),
            AttemptStatus::wire,
            both(AttemptStatus.RUNNING, "running"),
            both(AttemptStatus.SUCCESS, "success"),
            shown(AttemptStatus.PARTIAL, "failed"),
            both(AttemptStatus.FAILED, "failed"),
            both(AttemptStatus.ABORTED, "aborted"),
            shown(AttemptStatus.EXPIRED, "failed"));

    /** It has no heartbeat: an attempt lasts a working day, and longer while its holder calls. */
    public static final Duration LEASE = Duration.ofHours(8);

    private static final String INSTRUCTIONS =
            "Select a task, start an attempt on it, add artifacts, finish the attempt. Send the task's current version with"
                    + " update_task. Name tasks by task_id, e.g. DEV-123.";
    private static final int BOARD_ROWS = 10;

    private static final Wording WORDING = new Wording(
            "anytask",
            Map.of("task", "task_id", "if_version", "version", "assignee", "assignee_id", "key", "task_id"),
            Map.of("status", STATUS));

    private static final ArgumentSynonyms SYNONYMS = new ArgumentSynonyms(
            Map.ofEntries(
                    Map.entry("task", "task_id"),
                    Map.entry("taskId", "task_id"),
                    Map.entry("id", "task_id"),
                    Map.entry("identifier", "task_id"),
                    Map.entry("if_version", "version"),
                    Map.entry("attemptId", "attempt_id"),
                    Map.entry("assignee", "assignee_id"),
                    Map.entry("idempotency_key", "request_id")),
            Set.of("task_id", "assignee_id"));

    private final Rules rules;

    private AnyTask(Rules rules) {
        this.rules = rules;
    }

    /** What its tools stand on. */
    public record Rules(
            DialectTasks tasks,
            DialectAttempts attempts,
            DialectSelection selection,
            DialectBoard board,
            DialectWorkspaces workspaces,
            LongLeases leases) {}

    /** @param templates {@code task://{task_id}/spec}, {@code deps} and {@code history} */
    public static Dialect dialect(
            Rules rules, Operations operations, ActiveTask active, List<Resource> templates, Clock clock) {
        var anyTask = new AnyTask(rules);
        var resources = new ArrayList<Resource>();
        resources.add(new SelectedTaskResource(operations, rules.workspaces, active, clock));
        templates.forEach(template -> resources.add(new WorkspaceResource(template, rules.workspaces)));
        return Dialect.at(WORDING.dialect(), List.of("/mcp/anytask"), INSTRUCTIONS, anyTask.tools(clock), SYNONYMS)
                .with(resources);
    }

    private List<DialectTool> tools(Clock clock) {
        var active = AnyTaskObjects.active(clock);
        return List.of(
                tool(AnyTaskDefinitions.LIST_TASKS, "list_tasks", this::list),
                tool(AnyTaskDefinitions.SELECT_TASK, "select_task", call -> select(call, active)),
                tool(
                        AnyTaskDefinitions.CREATE_TASK,
                        "create_task",
                        call -> rules.tasks.create(
                                call, null, AnyTaskArguments.newTask(call.arguments()), AnyTaskObjects.TASK)),
                tool(AnyTaskDefinitions.UPDATE_TASK, "update_task", this::update),
                tool(AnyTaskDefinitions.START_ATTEMPT, "claim_task", this::start),
                tool(AnyTaskDefinitions.FINISH_ATTEMPT, "finish_attempt", this::finish),
                tool(
                        AnyTaskDefinitions.ADD_ARTIFACT,
                        "add_artifact",
                        call -> rules.attempts.attach(
                                call,
                                AnyTaskArguments.attempt(call),
                                AnyTaskArguments.artifact(call.arguments()),
                                AnyTaskObjects.ATTACHED)),
                tool(AnyTaskDefinitions.GET_BOARD, "get_board", call -> rules.workspaces
                        .narrowed(call)
                        .compose(own -> rules.board.read(own, STATUS, BOARD_ROWS, AnyTaskObjects.ROW))));
    }

    private DialectTool tool(ToolDefinition definition, String operation, DialectTool.Work work) {
        return new DialectTool(WORDING, operation, definition, rules.leases.renewedBy(work));
    }

    // Arguments are read first, at once: what is wrong with them is refused, and recorded, before anything is asked.

    private Future<JsonBytes> list(DialectCall call) {
        var filter = AnyTaskArguments.filter(call.arguments());
        return rules.workspaces.narrowed(call).compose(own -> rules.tasks.list(own, filter, AnyTaskObjects.TASK));
    }

    private Future<JsonBytes> select(DialectCall call, Members<TaskView> active) {
        var task = AnyTaskArguments.task(call);
        return rules.workspaces.naming(call).compose(own -> rules.selection.select(own, task, active));
    }

    private Future<JsonBytes> update(DialectCall call) {
        var task = AnyTaskArguments.task(call);
        var update = AnyTaskArguments.update(call.arguments());
        return rules.workspaces.naming(call).compose(own -> rules.tasks.update(own, task, update, AnyTaskObjects.TASK));
    }

    private Future<JsonBytes> start(DialectCall call) {
        var claim = AnyTaskArguments.claim(call, rules.leases.lease());
        return rules.workspaces.naming(call).compose(own -> rules.attempts.claim(own, claim, AnyTaskObjects.WORK));
    }

    private Future<JsonBytes> finish(DialectCall call) {
        var word = call.arguments().requiredText("status");
        return rules.attempts.finish(
                call,
                AnyTaskArguments.attempt(call),
                ATTEMPT_STATUS.meaning(word),
                Set.copyOf(ATTEMPT_STATUS.shownAs(word)),
                AnyTaskArguments.outcome(call.arguments()),
                AnyTaskObjects.WORK);
    }
}
