package dev.rota.dialect.taskmaster;

import dev.rota.audit.Change;
import dev.rota.dialect.DialectCall;
import dev.rota.dialect.DialectTool;
import dev.rota.dialect.Tier;
import dev.rota.failure.Failure;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.operation.Answer;
import dev.rota.task.BulkUpdates;
import dev.rota.task.NumberedTask;
import dev.rota.task.TaskName;
import dev.rota.task.TaskStatus;
import dev.rota.task.TaskUpdates.Updated;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code set_task_status}, {@code update_task} and {@code update_subtask}. */
final class ChangeTools {
    private static final ToolDefinition SET_TASK_STATUS = Definition.of(
            "set_task_status",
            "Set task status",
            "Set the status of one or more tasks or subtasks; all or nothing. done and review end the attempt you hold on a task,"
                    + " pending gives it up.",
            Tier.CORE,
            Scope.TASKS_WRITE,
            Hints.IDEMPOTENT_CHANGE,
            """
            {"id": {"type": "string", "description": "15 or 15.2, or several: 15,16.1"},
             "status": {"type": "string",
               "enum": ["pending", "in-progress", "review", "done", "deferred", "cancelled"]}}""",
            "id",
            "status");

    private static final ToolDefinition UPDATE_TASK = Definition.of(
            "update_task",
            "Update task",
            "Add information to a task as a note (prompt), or replace fields of it; absent fields stay.",
            Tier.STANDARD,
            Scope.TASKS_WRITE,
            Hints.CHANGE,
            """
            {"id": {"type": "string", "description": "15 or 15.2"},
             "prompt": {"type": "string", "description": "What to note on the task"},
             "title": {"type": "string"},
             "description": {"type": "string"},
             "details": {"type": "string"},
             "testStrategy": {"type": "string", "description": "One checkable criterion a line"},
             "priority": {"type": "string", "enum": ["critical", "high", "medium", "low"]},
             "metadata": {"type": "object", "description": "Merged; null removes a member"}}""",
            "id");

    private static final ToolDefinition UPDATE_SUBTASK = Definition.of(
            "update_subtask",
            "Update subtask",
            "Append a timestamped note to a task or subtask, such as progress or findings. Keeps your claim on it alive.",
            Tier.CORE,
            Scope.TASKS_WRITE,
            Hints.CHANGE,
            """
            {"id": {"type": "string", "description": "15 or 15.2"},
             "prompt": {"type": "string", "description": "What to note"},
             "metadata": {"type": "object", "description": "Merged; null removes a member"}}""",
            "id");

    /** As what an attempt ends when its holder moves the task to a status that is not terminal. */
    private static final Map<String, TaskStatus> ENDS = Map.of(
            TaskStatus.TODO.wire(), TaskStatus.CANCELLED,
            TaskStatus.BACKLOG.wire(), TaskStatus.CANCELLED,
            TaskStatus.IN_REVIEW.wire(), TaskStatus.DONE);

    private final TaskMasterRules rules;

    private ChangeTools(TaskMasterRules rules) {
        this.rules = rules;
    }

    static List<DialectTool> of(TaskMasterRules rules) {
        var tools = new ChangeTools(rules);
        return List.of(
                TaskMaster.tool("update_tasks", SET_TASK_STATUS, tools::setStatus),
                TaskMaster.tool("add_comment", UPDATE_SUBTASK, tools::update),
                TaskMaster.tool("update_task", UPDATE_TASK, tools::update));
    }

    private Future<JsonBytes> setStatus(DialectCall call) {
        var names = TaskMasterArguments.names(call, "id");
        var update = FieldChanges.status(call.arguments().requiredText("status"));
        return TaskMasterChange.run(rules, call, change -> change.references(names)
                .compose(ids -> rules.bulkUpdates().update(change.tx(), change.caller(), ids, update))
                .compose(updated -> letGo(change, updated).map(updated))
                .compose(updated -> written(change, updated).map(tasks -> answer(change, names, tasks, updated))));
    }

    /** Task-Master knows no claims: whoever gives a task up, or away for review, is at it no longer. */
    private Future<Void> letGo(TaskMasterChange change, BulkUpdates.Updated updated) {
        return TaskMasterChange.inTurn(updated.tasks(), one -> letGo(change, one))
                .mapEmpty();
    }

    private Future<Void> letGo(TaskMasterChange change, Updated one) {
        var status = one.changes().get("status");
        var end = status == null ? null : ENDS.get(status.getString("after"));
        return end != null
                        && Tasks.holder(change.caller().principal())
                                .equals(one.task().holder())
                ? rules.attempts().end(change.tx(), change.caller(), one.task(), end)
                : Future.succeededFuture();
    }

    private static Future<List<NumberedTask>> written(TaskMasterChange change, BulkUpdates.Updated updated) {
        return TaskMasterChange.inTurn(
                updated.tasks(), one -> change.written(one.task().key()));
    }

    private static Answer answer(
            TaskMasterChange change, List<TaskName> names, List<NumberedTask> tasks, BulkUpdates.Updated updated) {
        var writing = new TaskMasterAnswer(change.caller(), TaskMasterObjects.ROW);
        return new Answer(
                names.size() == 1 ? writing.one(tasks.get(0)) : writing.named(tasks),
                TaskMasterAnswer.about(tasks),
                updated.audited());
    }

    /** Fields and note in one transaction; a note alone counts no version up. */
    private Future<JsonBytes> update(DialectCall call) {
        var name = TaskMasterArguments.name(call, "id");
        var note = call.arguments().text("prompt");
        if ((note == null || note.isBlank()) && !FieldChanges.any(call)) {
            throw new Failure.InvalidInput("prompt", "'prompt' must say what to note, unless other fields change")
                    .asException();
        }
        return TaskMasterChange.run(rules, call, change -> change.locate(name)
                .compose(ref -> rules.tasks().lock(change.tx(), change.caller(), ref))
                .compose(task -> change.written(task.key()))
                .compose(task -> FieldChanges.any(call)
                        ? change.locate(name)
                                .compose(ref -> rules.updates()
                                        .update(change.tx(), change.caller(), ref, FieldChanges.of(call, task)))
                                .map(Updated::audited)
                        : Future.succeededFuture(List.<Change>of()))
                .compose(changes -> note(change, name, note).map(noted -> changes))
                .compose(changes -> change.find(name)
                        .map(task -> new Answer(
                                new TaskMasterAnswer(change.caller(), TaskMasterObjects.FULL).one(task),
                                TaskMasterAnswer.about(task),
                                changes))));
    }

    private Future<Void> note(TaskMasterChange change, TaskName name, @Nullable String note) {
        if (note == null || note.isBlank()) {
            return Future.succeededFuture();
        }
        return change.locate(name)
                .compose(ref -> rules.comments().add(change.tx(), change.caller(), ref, note))
                .compose(added -> Tasks.holder(change.caller().principal())
                                .equals(added.task().holder())
                        ? renew(change, added.task().holderAttempt())
                        : Future.succeededFuture());
    }

    private Future<Void> renew(TaskMasterChange change, @Nullable Long attempt) {
        return attempt == null
                ? Future.succeededFuture()
                : rules.attempts()
                        .renew(change.tx(), change.caller(), attempt, WorkTools.LEASE, null, null)
                        .mapEmpty();
    }
}
