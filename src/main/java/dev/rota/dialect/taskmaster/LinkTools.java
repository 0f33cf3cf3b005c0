package dev.rota.dialect.taskmaster;

import dev.rota.audit.Change;
import dev.rota.dialect.DialectCall;
import dev.rota.dialect.DialectTool;
import dev.rota.dialect.Tier;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.operation.Answer;
import dev.rota.report.Dependencies.Found;
import dev.rota.task.LinkType;
import dev.rota.task.TaskRef;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Dependencies: added, removed, looked through, mended. */
final class LinkTools {
    private static final String BOTH =
            """
            {"id": {"type": "string", "description": "The task that waits: 15 or 15.2"},
             "dependsOn": {"type": "string", "description": "What it waits for: 14 or 12.1"}}""";

    private static final ToolDefinition ADD = Definition.of(
            "add_dependency",
            "Add dependency",
            "Have a task wait for another. Circles are refused.",
            Tier.ALL,
            Scope.TASKS_WRITE,
            Hints.IDEMPOTENT_CHANGE,
            BOTH,
            "id",
            "dependsOn");

    private static final ToolDefinition REMOVE = Definition.of(
            "remove_dependency",
            "Remove dependency",
            "Have a task wait for another no longer.",
            Tier.ALL,
            Scope.TASKS_WRITE,
            Hints.IDEMPOTENT_CHANGE,
            BOTH,
            "id",
            "dependsOn");

    private static final ToolDefinition VALIDATE = Definition.of(
            "validate_dependencies",
            "Validate dependencies",
            "Circles, and dependencies on what will not be done, among open tasks; and the longest chain.",
            Tier.STANDARD,
            Scope.TASKS_READ,
            Hints.READ,
            "{}");

    private static final ToolDefinition FIX = Definition.of(
            "fix_dependencies",
            "Fix dependencies",
            "Remove the dependencies that validate_dependencies finds wrong.",
            Tier.ALL,
            Scope.TASKS_WRITE,
            Hints.IDEMPOTENT_CHANGE,
            "{}");

    /** One dependency, by keys. */
    private record Wrong(String task, String target) {}

    private final TaskMasterRules rules;

    private LinkTools(TaskMasterRules rules) {
        this.rules = rules;
    }

    static List<DialectTool> of(TaskMasterRules rules) {
        var tools = new LinkTools(rules);
        return List.of(
                TaskMaster.tool("get_report", VALIDATE, tools::validate),
                TaskMaster.tool("link_tasks", ADD, call -> tools.link(call, true)),
                TaskMaster.tool("link_tasks", REMOVE, call -> tools.link(call, false)),
                TaskMaster.tool("link_tasks", FIX, tools::fix));
    }

    private Future<JsonBytes> link(DialectCall call, boolean add) {
        var name = TaskMasterArguments.name(call, "id");
        var others = TaskMasterArguments.names(call, "dependsOn");
        return TaskMasterChange.run(rules, call, change -> change.references(others)
                .compose(ids -> change.locate(name).compose(ref -> rules.links()
                        .change(
                                change.tx(),
                                change.caller(),
                                ref,
                                LinkType.DEPENDS_ON,
                                add ? ids : List.of(),
                                add ? List.of() : ids)))
                .compose(linked -> change.find(name)
                        .map(task -> new Answer(
                                new TaskMasterAnswer(change.caller(), TaskMasterObjects.ROW).one(task),
                                TaskMasterAnswer.about(task),
                                linked.changed()
                                        ? List.of(new Change(
                                                LinkType.DEPENDS_ON.wire(),
                                                linked.before().toString(),
                                                linked.after().toString()))
                                        : List.of()))));
    }

    private Future<JsonBytes> validate(DialectCall call) {
        var caller = TaskMasterArguments.caller(call);
        return rules.operations()
                .ahead(caller, call.action(), tx -> rules.usual().find(tx, caller, TaskMasterArguments.project(call)))
                .compose(project -> rules.operations().read(caller, call.action(), tx -> rules.dependencies()
                        .find(tx, caller, project.key())
                        .map(found -> Answer.of(JsonBytes.of(told(project.key(), found))))));
    }

    private static JsonObject told(String project, Found found) {
        var cycles = new JsonArray();
        found.cycles().forEach(cycle -> cycles.add(ids(project, cycle)));
        var dangling = new JsonArray();
        found.dangling()
                .forEach(one -> dangling.add(new JsonObject()
                        .put("id", id(project, one.task()))
                        .put("dependsOn", id(project, one.target()))
                        .put("targetStatus", one.targetStatus())
                        .put("blocks", one.blocks())));
        var valid = found.cycles().isEmpty() && found.dangling().isEmpty();
        var json = new JsonObject()
                .put("valid", valid)
                .put("cycles", cycles)
                .put("dangling", dangling)
                .put("longestChain", ids(project, found.longestChain()));
        return found.whole() ? json : json.put("truncated", true);
    }

    private static JsonArray ids(String project, List<String> keys) {
        return new JsonArray(keys.stream().map(key -> id(project, key)).toList());
    }

    /** The number, by which a subtask may be named too; the key of another project's. */
    static String id(String project, String key) {
        return key.startsWith(project + "-") ? key.substring(project.length() + 1) : key;
    }

    /** What lies in the trash blocks nothing, and has its links when it comes back: that is left. */
    private Future<JsonBytes> fix(DialectCall call) {
        return TaskMasterChange.run(rules, call, change -> rules.usual()
                .find(change.tx().reading(), change.caller(), change.project())
                .compose(project -> rules.dependencies()
                        .find(change.tx().reading(), change.caller(), project.key())
                        .compose(found -> TaskMasterChange.inTurn(wrong(found), one -> unlink(change, one)))
                        .map(fixed -> Answer.of(JsonBytes.of(fixed(project.key(), fixed))))));
    }

    private static List<Wrong> wrong(Found found) {
        var wrong = new ArrayList<Wrong>();
        for (var cycle : found.cycles()) {
            wrong.add(new Wrong(cycle.get(cycle.size() - 2), cycle.get(cycle.size() - 1)));
        }
        found.dangling().stream()
                .filter(one -> !one.targetStatus().equals("trashed"))
                .forEach(one -> wrong.add(new Wrong(one.task(), one.target())));
        return wrong;
    }

    private Future<Wrong> unlink(TaskMasterChange change, Wrong wrong) {
        return rules.links()
                .change(
                        change.tx(),
                        change.caller(),
                        TaskRef.parse("id", wrong.task()),
                        LinkType.DEPENDS_ON,
                        List.of(),
                        List.of(wrong.target()))
                .map(wrong);
    }

    private static JsonObject fixed(String project, List<Wrong> fixed) {
        var removed = new JsonArray();
        fixed.forEach(one -> removed.add(
                new JsonObject().put("id", id(project, one.task())).put("dependsOn", id(project, one.target()))));
        return new JsonObject().put("success", true).put("removed", removed);
    }
}
