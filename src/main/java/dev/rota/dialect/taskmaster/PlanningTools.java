package dev.rota.dialect.taskmaster;

import dev.rota.dialect.DialectCall;
import dev.rota.dialect.DialectTool;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.mcp.ToolDefinition;
import dev.rota.operation.Answer;
import dev.rota.task.NumberedFilter;
import dev.rota.task.NumberedTask;
import dev.rota.task.NumberedTasks.Page;
import dev.rota.task.TaskName;
import dev.rota.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tools that asked a model: they answer with what to ask the caller's own, what it is about, and what to call then. */
final class PlanningTools {
    private static final int MOST = 100;

    private final TaskMasterRules rules;

    private PlanningTools(TaskMasterRules rules) {
        this.rules = rules;
    }

    static List<DialectTool> of(TaskMasterRules rules) {
        var tools = new PlanningTools(rules);
        return List.of(
                tools.tool(PlanningDefinitions.PARSE_PRD, tools::parsePrd),
                tools.tool(
                        PlanningDefinitions.EXPAND_TASK,
                        call -> tools.aboutOne(call, PlanningPrompts.EXPAND_TASK, "add_subtask", "num", "prompt")),
                tools.tool(
                        PlanningDefinitions.EXPAND_ALL,
                        call -> tools.aboutOpen(call, PlanningPrompts.EXPAND_ALL, "expand_task", "num", "prompt")),
                tools.tool(
                        PlanningDefinitions.SCOPE_UP,
                        call -> tools.aboutNamed(
                                call, "id", PlanningPrompts.SCOPE_UP, "update_task", "strength", "prompt")),
                tools.tool(
                        PlanningDefinitions.SCOPE_DOWN,
                        call -> tools.aboutNamed(
                                call, "id", PlanningPrompts.SCOPE_DOWN, "update_task", "strength", "prompt")),
                tools.tool(
                        PlanningDefinitions.UPDATE,
                        call -> tools.aboutOpen(call, PlanningPrompts.UPDATE, "update_task", "from", "prompt")),
                tools.tool(
                        PlanningDefinitions.RESEARCH,
                        call -> tools.aboutNamed(
                                call,
                                "taskIds",
                                PlanningPrompts.RESEARCH,
                                "update_subtask",
                                "query",
                                "filePaths",
                                "customContext",
                                "detailLevel",
                                "saveTo")));
    }

    private DialectTool tool(ToolDefinition definition, DialectTool.Work work) {
        return TaskMaster.tool("get_prompt", definition, work);
    }

    private Future<JsonBytes> parsePrd(DialectCall call) {
        var caller = TaskMasterArguments.caller(call);
        var json = begin(call, PlanningPrompts.PARSE_PRD, "add_task", "input", "numTasks", "tag");
        return rules.operations().read(caller, call.action(), tx -> rules.usual()
                .find(tx, caller, TaskMasterArguments.project(call))
                .map(project -> Answer.of(JsonBytes.of(json))));
    }

    private Future<JsonBytes> aboutOne(DialectCall call, String prompt, String then, String... names) {
        return about(call, List.of(TaskMasterArguments.name(call, "id")), prompt, then, names);
    }

    private Future<JsonBytes> aboutNamed(
            DialectCall call, String argument, String prompt, String then, String... names) {
        return about(call, TaskMasterArguments.names(argument, call.arguments().text(argument)), prompt, then, names);
    }

    private Future<JsonBytes> about(
            DialectCall call, List<TaskName> tasks, String prompt, String then, String... names) {
        var caller = TaskMasterArguments.caller(call);
        var project = TaskMasterArguments.project(call);
        return rules.operations().read(caller, call.action(), tx -> {
            var known = rules.usual().find(tx, caller, project);
            var found = tasks.stream()
                    .map(name -> rules.numbered().find(tx, caller, project, name))
                    .toList();
            return Future.all(found).compose(all -> known).map(there -> {
                var all = found.stream().map(Future::result).toList();
                var writing = new TaskMasterAnswer(caller, TaskMasterObjects.FULL);
                var head = begin(call, prompt, then, names);
                var json = all.size() == 1
                        ? writing.one(all.get(0), (writer, shown) -> head(writer, head))
                        : writing.list(new Page(all, false), false, writer -> head(writer, head));
                return new Answer(json, TaskMasterAnswer.about(all), List.of());
            });
        });
    }

    /** About the tasks that are not finished and, where {@code from} names one, not before it. */
    private Future<JsonBytes> aboutOpen(DialectCall call, String prompt, String then, String... names) {
        var caller = TaskMasterArguments.caller(call);
        var project = TaskMasterArguments.project(call);
        var from = call.arguments().text("from");
        var first = from == null ? null : TaskName.parse("from", from);
        var open = new NumberedFilter(
                TaskMasterArguments.tag(call),
                List.of(TaskStatus.TODO, TaskStatus.BACKLOG, TaskStatus.IN_PROGRESS, TaskStatus.IN_REVIEW),
                false,
                false,
                true,
                0,
                MOST);
        return rules.operations().read(caller, call.action(), tx -> {
            Future<@Nullable NumberedTask> start = first == null
                    ? Future.succeededFuture(null)
                    : rules.numbered().find(tx, caller, project, first).map(found -> found);
            var page = rules.numbered().list(tx, caller, project, open);
            return start.compose(begin -> page.map(found -> since(found, begin)))
                    .map(shown -> Answer.of(new TaskMasterAnswer(caller, TaskMasterObjects.NESTED)
                            .list(shown, false, writer -> head(writer, begin(call, prompt, then, names)))));
        });
    }

    private static Page since(Page page, @Nullable NumberedTask first) {
        return first == null
                ? page
                : new Page(
                        page.tasks().stream()
                                .filter(task -> task.id() >= first.id())
                                .toList(),
                        page.more());
    }

    /** The prompt, the tool to call then, and the arguments that the prompt speaks of. */
    private static JsonObject begin(DialectCall call, String prompt, String then, String... names) {
        var json = new JsonObject().put("prompt", prompt).put("then_call", then);
        for (var name : names) {
            var value = call.arguments().value(name);
            if (value != null) {
                json.put(name.equals("prompt") ? "context" : name, value);
            }
        }
        return json;
    }

    private static void head(JsonWriter json, JsonObject head) {
        head.forEach(member -> json.name(member.getKey()).value((String) member.getValue()));
    }
}
