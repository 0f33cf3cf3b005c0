package dev.rota.dialect.taskmaster;

import dev.rota.dialect.DialectCall;
import dev.rota.dialect.DialectTool;
import dev.rota.dialect.Tier;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.operation.Answer;
import dev.rota.task.NumberedFilter;
import dev.rota.task.NumberedTask;
import dev.rota.task.TaskName;
import dev.rota.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;

/** {@code get_tasks}, {@code get_task} and {@code next_task}. */
final class ReadTools {
    private static final int MOST_ROWS = 100;
    private static final String READY = "ready";

    private static final ToolDefinition GET_TASKS = Definition.of(
            "get_tasks",
            "Get tasks",
            "Tasks of the project in the order of their ids; filter=ready gives those that can be started now, best first.",
            Tier.CORE,
            Scope.TASKS_READ,
            Hints.READ,
            """
            {"status": {"type": "string",
               "description": "Filter, comma-separated: pending, in-progress, review, done, deferred, cancelled, blocked"},
             "filter": {"type": "string", "enum": ["ready", "all"]},
             "withSubtasks": {"type": "boolean", "description": "Nest subtasks in their parents"},
             "tag": {"type": "string", "description": "Tag context; default: the current one"},
             "cursor": {"type": "integer", "description": "next_cursor of a truncated list"}}""");

    private static final ToolDefinition GET_TASK = Definition.of(
            "get_task",
            "Get task",
            "Everything about one task, or several.",
            Tier.CORE,
            Scope.TASKS_READ,
            Hints.READ,
            """
            {"id": {"type": "string", "description": "15, 15.2 for its second subtask, or several: 15,16.1"},
             "status": {"type": "string", "description": "Show subtasks with these statuses only"}}""",
            "id");

    private static final ToolDefinition NEXT_TASK = Definition.of(
            "next_task",
            "Next task",
            "The best task to work on now: pending, with all dependencies done, claimed by nobody. Does not claim it.",
            Tier.CORE,
            Scope.TASKS_READ,
            Hints.READ,
            """
            {"tag": {"type": "string"}}""");

    private final TaskMasterRules rules;

    private ReadTools(TaskMasterRules rules) {
        this.rules = rules;
    }

    static List<DialectTool> of(TaskMasterRules rules) {
        var tools = new ReadTools(rules);
        return List.of(
                TaskMaster.tool("list_tasks", GET_TASKS, tools::getTasks),
                TaskMaster.tool("get_task", GET_TASK, tools::getTask),
                TaskMaster.tool("list_tasks", NEXT_TASK, tools::nextTask));
    }

    private Future<JsonBytes> getTasks(DialectCall call) {
        var caller = TaskMasterArguments.caller(call);
        var filter = filter(call);
        var members = filter.subtasks() ? TaskMasterObjects.NESTED : TaskMasterObjects.ROW;
        return rules.operations().read(caller, call.action(), tx -> rules.numbered()
                .list(tx, caller, TaskMasterArguments.project(call), filter)
                .map(page -> Answer.of(new TaskMasterAnswer(caller, members).list(page, !filter.ready()))));
    }

    private static NumberedFilter filter(DialectCall call) {
        var arguments = call.arguments();
        var words = TaskMasterArguments.statuses(call);
        var ready = READY.equals(arguments.text("filter"));
        if (ready && (!words.isEmpty() || arguments.has("cursor"))) {
            var field = words.isEmpty() ? "cursor" : "status";
            throw new Failure.InvalidInput(field, "'" + field + "' does not go with filter=ready").asException();
        }
        var tag = TaskMasterArguments.tag(call);
        var subtasks = arguments.flag("withSubtasks");
        var after = arguments.number("cursor");
        return ready
                ? NumberedFilter.ready(tag, subtasks, MOST_ROWS)
                : new NumberedFilter(
                        tag,
                        meant(words),
                        words.contains(TaskMasterWords.BLOCKED),
                        false,
                        subtasks,
                        after == null ? 0 : after,
                        MOST_ROWS);
    }

    /** A filter finds what is shown as the words it names. */
    private static List<TaskStatus> meant(List<String> words) {
        return words.isEmpty()
                ? Arrays.asList(TaskStatus.values())
                : words.stream()
                        .flatMap(word -> TaskMasterWords.STATUS.shownAs(word).stream())
                        .toList();
    }

    private Future<JsonBytes> getTask(DialectCall call) {
        var caller = TaskMasterArguments.caller(call);
        var names = TaskMasterArguments.names(call, "id");
        var statuses = meant(TaskMasterArguments.statuses(call));
        return rules.operations().read(caller, call.action(), tx -> {
            var found = names.stream()
                    .map(name -> rules.numbered().find(tx, caller, TaskMasterArguments.project(call), name))
                    .toList();
            return Future.all(found)
                    .map(all -> found.stream()
                            .map(one -> one.result().withSubtasksIn(statuses))
                            .toList())
                    .map(tasks -> answer(caller, names, tasks));
        });
    }

    private static Answer answer(Caller caller, List<TaskName> names, List<NumberedTask> tasks) {
        var writing = new TaskMasterAnswer(caller, TaskMasterObjects.FULL);
        var json = names.size() == 1 ? writing.one(tasks.get(0)) : writing.named(tasks);
        return new Answer(json, TaskMasterAnswer.about(tasks), List.of());
    }

    private Future<JsonBytes> nextTask(DialectCall call) {
        var caller = TaskMasterArguments.caller(call);
        var best = NumberedFilter.ready(TaskMasterArguments.tag(call), true, 1);
        return rules.operations().read(caller, call.action(), tx -> rules.numbered()
                .list(tx, caller, TaskMasterArguments.project(call), best)
                .map(page -> page.tasks().stream()
                        .findFirst()
                        .map(task -> Answer.about(
                                TaskMasterAnswer.about(task),
                                new TaskMasterAnswer(caller, TaskMasterObjects.NESTED).one(task)))
                        .orElseGet(() -> Answer.of(none()))));
    }

    private static JsonBytes none() {
        return JsonBytes.of(new JsonObject()
                .putNull("task")
                .put("message", "No task is ready. get_tasks with status=blocked shows what waits for others."));
    }
}
