package dev.rota.dialect.taskmaster;

import dev.rota.dialect.DialectCall;
import dev.rota.dialect.DialectTool;
import dev.rota.dialect.Members;
import dev.rota.dialect.Tier;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.operation.Answer;
import dev.rota.project.Project;
import dev.rota.task.ProjectTags;
import dev.rota.task.ProjectTags.Tag;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Tags as contexts side by side: listed, made, chosen, renamed, copied, deleted. */
final class TagTools {
    private static final ToolDefinition LIST = Definition.of(
            "list_tags",
            "List tags",
            "The tags of the project with how many tasks each has, and which one you work in.",
            Tier.ALL,
            Scope.TASKS_READ,
            Hints.READ,
            "{}");

    private static final ToolDefinition ADD = Definition.of(
            "add_tag",
            "Add tag",
            "Make a tag, empty or with copies of another's tasks.",
            Tier.ALL,
            Scope.TASKS_WRITE,
            Hints.CHANGE,
            """
            {"name": {"type": "string"},
             "description": {"type": "string"},
             "copyFromCurrent": {"type": "boolean", "description": "Copy the tasks of the current tag"},
             "copyFromTag": {"type": "string", "description": "Copy the tasks of this tag"}}""",
            "name");

    private static final ToolDefinition USE = Definition.of(
            "use_tag",
            "Use tag",
            "Work in a tag from now on: lists, next_task and add_task mean it where they name none.",
            Tier.ALL,
            Scope.TASKS_READ,
            Hints.IDEMPOTENT_CHANGE,
            """
            {"name": {"type": "string"}}""",
            "name");

    private static final ToolDefinition RENAME = Definition.of(
            "rename_tag",
            "Rename tag",
            "Give a tag another name, with its tasks.",
            Tier.ALL,
            Scope.TASKS_WRITE,
            Hints.CHANGE,
            """
            {"oldName": {"type": "string"}, "newName": {"type": "string"}}""",
            "oldName",
            "newName");

    private static final ToolDefinition COPY = Definition.of(
            "copy_tag",
            "Copy tag",
            "Make a tag with copies of up to 50 tasks of another, subtasks and dependencies included.",
            Tier.ALL,
            Scope.TASKS_WRITE,
            Hints.CHANGE,
            """
            {"sourceName": {"type": "string"}, "targetName": {"type": "string"},
             "description": {"type": "string"}}""",
            "sourceName",
            "targetName");

    private static final ToolDefinition DELETE = Definition.of(
            "delete_tag",
            "Delete tag",
            "Remove a tag; its tasks stay, in master.",
            Tier.ALL,
            Scope.TASKS_WRITE,
            Hints.CHANGE,
            """
            {"name": {"type": "string"}}""",
            "name");

    private static final Members<Tag> TAG = Members.<Tag>none()
            .text("name", Tag::name)
            .text("description", Tag::description)
            .number("tasks", Tag::tasks)
            .number("completed", Tag::done)
            .json("current", tag -> String.valueOf(tag.current()));

    private final TaskMasterRules rules;
    private final TagCopies copies;

    private TagTools(TaskMasterRules rules) {
        this.rules = rules;
        this.copies = new TagCopies(rules);
    }

    static List<DialectTool> of(TaskMasterRules rules) {
        var tools = new TagTools(rules);
        return List.of(
                TaskMaster.tool("list_tags", LIST, tools::list),
                TaskMaster.tool("add_tag", ADD, tools::add),
                TaskMaster.tool("use_tag", USE, tools::use),
                TaskMaster.tool("update_tasks", RENAME, tools::rename),
                TaskMaster.tool("create_tasks", COPY, tools::copy),
                TaskMaster.tool("update_tasks", DELETE, tools::delete));
    }

    private Future<JsonBytes> list(DialectCall call) {
        var caller = TaskMasterArguments.caller(call);
        var project = TaskMasterArguments.project(call);
        return rules.operations().read(caller, call.action(), tx -> {
            var known = rules.usual().find(tx, caller, project);
            var tags = rules.tags().list(tx, caller, project);
            return known.compose(there -> tags)
                    .map(found -> Answer.of(TAG.list("tags", found, false, Integer.MAX_VALUE)));
        });
    }

    private Future<JsonBytes> add(DialectCall call) {
        var name = required(call, "name");
        var description = call.arguments().text("description");
        var from = call.arguments().text("copyFromTag");
        return change(call, (change, project) -> requireNew(change, project, "name", name)
                .compose(free -> source(call, change, project, from))
                .compose(source -> {
                    rules.tags().make(change.tx(), project.id(), name, description);
                    return source.isEmpty() ? Future.succeededFuture(0) : copies.copy(change, project, source, name);
                })
                .map(copied -> answer(name).put("copied", copied)));
    }

    /** Which tag is to be copied; the empty text for none. */
    private Future<String> source(DialectCall call, TaskMasterChange change, Project project, @Nullable String from) {
        if (from != null) {
            return requireThere(change, "copyFromTag", from).map(from);
        }
        return call.arguments().flag("copyFromCurrent")
                ? rules.tags().current(change.tx(), change.caller(), project.id())
                : Future.succeededFuture("");
    }

    private Future<JsonBytes> use(DialectCall call) {
        var name = required(call, "name");
        return change(
                call, (change, project) -> requireThere(change, "name", name).map(there -> {
                    rules.tags().use(change.tx(), change.caller(), project.id(), name);
                    return answer(name);
                }));
    }

    private Future<JsonBytes> rename(DialectCall call) {
        var from = other(call, "oldName");
        var to = other(call, "newName");
        return change(call, (change, project) -> requireThere(change, "oldName", from)
                .compose(there -> requireNew(change, project, "newName", to))
                .compose(free -> relabel(change, project, from, List.of(ProjectTags.LABEL + to)))
                .map(count -> {
                    rules.tags().make(change.tx(), project.id(), to, null);
                    rules.tags().follow(change.tx(), project.id(), from, to);
                    rules.tags().forget(change.tx(), project.id(), from);
                    return answer(to).put("tasks", count);
                }));
    }

    private Future<JsonBytes> copy(DialectCall call) {
        var from = required(call, "sourceName");
        var to = other(call, "targetName");
        return change(call, (change, project) -> requireThere(change, "sourceName", from)
                .compose(there -> requireNew(change, project, "targetName", to))
                .compose(free -> {
                    rules.tags()
                            .make(
                                    change.tx(),
                                    project.id(),
                                    to,
                                    call.arguments().text("description"));
                    return copies.copy(change, project, from, to);
                })
                .map(copied -> answer(to).put("copied", copied)));
    }

    private Future<JsonBytes> delete(DialectCall call) {
        var name = other(call, "name");
        return change(call, (change, project) -> requireThere(change, "name", name)
                .compose(there -> relabel(change, project, name, List.of()))
                .map(count -> {
                    rules.tags().forget(change.tx(), project.id(), name);
                    return answer(name).put("deleted", true).put("tasks", count);
                }));
    }

    /** Takes the tag's label off its tasks, and puts others on; how many they are. */
    private Future<Integer> relabel(TaskMasterChange change, Project project, String tag, List<String> labels) {
        var update = FieldChanges.labels(labels, List.of(ProjectTags.LABEL + tag));
        return rules.tags()
                .tasks(change.tx(), change.caller(), project.id(), tag)
                .compose(tasks -> TaskMasterChange.inTurn(
                        tasks, ref -> rules.updates().update(change.tx(), change.caller(), ref, update)))
                .map(List::size);
    }

    private Future<JsonBytes> change(DialectCall call, BiFunction<TaskMasterChange, Project, Future<JsonObject>> work) {
        return TaskMasterChange.run(rules, call, change -> rules.usual()
                .find(change.tx().reading(), change.caller(), change.project())
                .compose(project -> work.apply(change, project))
                .map(json -> Answer.of(JsonBytes.of(json))));
    }

    private Future<Void> requireThere(TaskMasterChange change, String field, String tag) {
        return names(change).map(names -> {
            if (!names.contains(tag)) {
                throw new Failure.InvalidInput(field, "There is no such tag; add_tag makes one", names).asException();
            }
            return null;
        });
    }

    private Future<Void> requireNew(TaskMasterChange change, Project project, String field, String tag) {
        return names(change).map(names -> {
            if (names.contains(tag)) {
                throw new Failure.Conflict(
                                FailureCode.ALREADY_EXISTS,
                                "The tag in '" + field + "' exists in " + project.key() + " already")
                        .asException();
            }
            return null;
        });
    }

    private Future<List<String>> names(TaskMasterChange change) {
        return rules.tags()
                .list(change.tx().reading(), change.caller(), change.project())
                .map(tags -> tags.stream().map(Tag::name).toList());
    }

    private static String required(DialectCall call, String argument) {
        var name = call.arguments().requiredText(argument);
        ProjectTags.requireName(argument, name);
        return name;
    }

    /** A tag that is not {@code master}, which is neither made nor changed. */
    private static String other(DialectCall call, String argument) {
        var name = required(call, argument);
        if (name.equals(ProjectTags.MASTER)) {
            throw new Failure.InvalidInput(argument, "'master' is every task without a tag; it is always there")
                    .asException();
        }
        return name;
    }

    private static JsonObject answer(String tag) {
        return new JsonObject().put("success", true).put("tag", tag);
    }
}
