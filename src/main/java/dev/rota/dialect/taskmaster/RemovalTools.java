package dev.rota.dialect.taskmaster;

import dev.rota.dialect.DialectCall;
import dev.rota.dialect.DialectTool;
import dev.rota.dialect.Tier;
import dev.rota.failure.Failure;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.operation.Answer;
import dev.rota.task.NumberedFilter;
import dev.rota.task.NumberedTask;
import dev.rota.task.ProjectTags;
import dev.rota.task.TaskName;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskStatus;
import dev.rota.task.TaskUpdate;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;

/** Tasks removed into the trash, taken out from below others, and moved. */
final class RemovalTools {
    private static final int MOST_PARENTS = 100;
    private static final Hints REMOVAL = new Hints(false, true, true, false);

    private static final ToolDefinition REMOVE_TASK = Definition.of(
            "remove_task",
            "Remove task",
            "Move tasks or subtasks to the trash, all or nothing. Refused while claimed or with open subtasks.",
            Tier.STANDARD,
            Scope.TASKS_DELETE,
            REMOVAL,
            """
            {"id": {"type": "string", "description": "15 or 15.2, or several: 15,16.1"}}""",
            "id");

    private static final ToolDefinition REMOVE_SUBTASK = Definition.of(
            "remove_subtask",
            "Remove subtask",
            "Move subtasks to the trash; with convert, make them tasks of their own instead.",
            Tier.ALL,
            Scope.TASKS_DELETE,
            REMOVAL,
            """
            {"id": {"type": "string", "description": "15.2, or several: 15.2,15.3"},
             "convert": {"type": "boolean"}}""",
            "id");

    private static final ToolDefinition CLEAR_SUBTASKS = Definition.of(
            "clear_subtasks",
            "Clear subtasks",
            "Move all subtasks of tasks to the trash, all or nothing. Refused while one is claimed.",
            Tier.ALL,
            Scope.TASKS_DELETE,
            REMOVAL,
            """
            {"id": {"type": "string", "description": "15, or several: 15,16"},
             "all": {"type": "boolean", "description": "Of all tasks of the current tag"}}""");

    private static final ToolDefinition MOVE_TASK = Definition.of(
            "move_task",
            "Move task",
            "Put tasks below another (to), or into another tag (toTag). They keep their numbers.",
            Tier.ALL,
            Scope.TASKS_WRITE,
            Hints.IDEMPOTENT_CHANGE,
            """
            {"from": {"type": "string", "description": "15 or 15.2, or several"},
             "to": {"type": "string", "description": "The new parent: 7, or a place below it: 7.3"},
             "fromTag": {"type": "string"},
             "toTag": {"type": "string"}}""",
            "from");

    private final TaskMasterRules rules;

    private RemovalTools(TaskMasterRules rules) {
        this.rules = rules;
    }

    static List<DialectTool> of(TaskMasterRules rules) {
        var tools = new RemovalTools(rules);
        return List.of(
                TaskMaster.tool("delete_task", REMOVE_TASK, tools::remove),
                TaskMaster.tool("delete_task", REMOVE_SUBTASK, tools::removeSubtask),
                TaskMaster.tool("delete_task", CLEAR_SUBTASKS, tools::clear),
                TaskMaster.tool("update_tasks", MOVE_TASK, tools::move));
    }

    private Future<JsonBytes> remove(DialectCall call) {
        var names = TaskMasterArguments.names(call, "id");
        return TaskMasterChange.run(rules, call, change -> TaskMasterChange.inTurn(names, change::find)
                .compose(tasks -> trash(change, tasks)));
    }

    private Future<Answer> trash(TaskMasterChange change, List<NumberedTask> tasks) {
        return TaskMasterChange.inTurn(tasks, task -> rules.trash()
                        .delete(change.tx(), change.caller(), new TaskRef(TaskRef.Form.ID, task.id())))
                .map(moved -> new Answer(
                        JsonBytes.of(new JsonObject()
                                .put("success", true)
                                .put(
                                        "removed",
                                        new JsonArray(tasks.stream()
                                                .map(NumberedTask::name)
                                                .toList()))),
                        TaskMasterAnswer.about(tasks),
                        List.of()));
    }

    private Future<JsonBytes> removeSubtask(DialectCall call) {
        var names = TaskMasterArguments.names(call, "id");
        return TaskMasterChange.run(rules, call, change -> TaskMasterChange.inTurn(names, change::find)
                .compose(tasks -> {
                    tasks.forEach(RemovalTools::requireBelow);
                    return call.arguments().flag("convert")
                            ? update(change, names, FieldChanges.parent(""))
                            : trash(change, tasks);
                }));
    }

    private static void requireBelow(NumberedTask task) {
        if (!task.name().contains(".")) {
            throw new Failure.InvalidInput("id", "Task " + task.name() + " is no subtask; remove_task removes tasks")
                    .asException();
        }
    }

    private Future<JsonBytes> clear(DialectCall call) {
        if (call.arguments().flag("all") == call.arguments().has("id")) {
            throw new Failure.InvalidInput("id", "Name tasks in 'id', or set 'all'").asException();
        }
        var names = call.arguments().flag("all") ? List.<TaskName>of() : TaskMasterArguments.names(call, "id");
        var tag = TaskMasterArguments.tag(call);
        var all = new NumberedFilter(tag, Arrays.asList(TaskStatus.values()), false, false, true, 0, MOST_PARENTS);
        return TaskMasterChange.run(rules, call, change -> (names.isEmpty()
                        ? rules.numbered()
                                .list(change.tx().reading(), change.caller(), change.project(), all)
                                .map(page -> page.tasks())
                        : TaskMasterChange.inTurn(names, change::find))
                .compose(parents -> trash(
                        change,
                        parents.stream()
                                .flatMap(parent -> parent.subtasks().stream())
                                .toList())));
    }

    private Future<JsonBytes> move(DialectCall call) {
        var names = TaskMasterArguments.names(call, "from");
        if (call.arguments().has("toTag")) {
            var update = FieldChanges.labels(labels(call, "toTag"), labels(call, "fromTag"));
            return TaskMasterChange.run(rules, call, change -> update(change, names, update));
        }
        var to = call.arguments().text("to");
        if (to == null) {
            throw new Failure.InvalidInput("to", "Name the new parent in 'to', or a tag in 'toTag'").asException();
        }
        var parent = TaskName.parse("to", to.strip().replaceFirst("\\..*", ""));
        return TaskMasterChange.run(rules, call, change -> change.locate(parent)
                .compose(above ->
                        update(change, names, FieldChanges.parent(above.value().toString()))));
    }

    private static List<String> labels(DialectCall call, String argument) {
        var tag = call.arguments().text(argument, ProjectTags.MASTER);
        ProjectTags.requireName(argument, tag);
        return ProjectTags.labels(tag);
    }

    private Future<Answer> update(TaskMasterChange change, List<TaskName> names, TaskUpdate update) {
        return change.references(names)
                .compose(ids -> rules.bulkUpdates().update(change.tx(), change.caller(), ids, update))
                .compose(updated -> TaskMasterChange.inTurn(
                                updated.tasks(),
                                one -> change.written(one.task().key()))
                        .map(tasks -> new Answer(
                                new TaskMasterAnswer(change.caller(), TaskMasterObjects.ROW).named(tasks),
                                TaskMasterAnswer.about(tasks),
                                updated.audited())));
    }
}
