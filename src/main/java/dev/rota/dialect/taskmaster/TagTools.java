package dev.rota.dialect.taskmaster;

import dev.rota.audit.AuditObject;
import dev.rota.audit.Change;
import dev.rota.dialect.DialectCall;
import dev.rota.dialect.DialectTool;
import dev.rota.dialect.Members;
import dev.rota.dialect.ResponseCap;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.json.JsonBytes;
import dev.rota.operation.Answer;
import dev.rota.project.Project;
import dev.rota.task.BulkUpdates;
import dev.rota.task.KnownTags;
import dev.rota.task.ProjectTags;
import dev.rota.task.ProjectTags.Tag;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tags as contexts side by side: listed, made, chosen, renamed, copied, deleted. */
final class TagTools {
    private static final Members<Tag> TAG = Members.<Tag>none()
            .text("name", Tag::name)
            .text("description", Tag::description)
            .number("tasks", Tag::tasks)
            .number("completed", Tag::done)
            .json("current", tag -> String.valueOf(tag.current()));

    /** Names in a refusal. */
    private static final int MOST_NAMED = 50;

    private final TaskMasterRules rules;
    private final TagCopies copies;
    private final KnownTags known = new KnownTags();

    private TagTools(TaskMasterRules rules) {
        this.rules = rules;
        this.copies = new TagCopies(rules);
    }

    /** An answer, with what changed for it. */
    private record Told(JsonObject json, List<Change> changes) {}

    static List<DialectTool> of(TaskMasterRules rules) {
        var tools = new TagTools(rules);
        return List.of(
                TaskMaster.tool("list_tags", TagDefinitions.LIST, tools::list),
                TaskMaster.tool("add_tag", TagDefinitions.ADD, tools::add),
                TaskMaster.tool("use_tag", TagDefinitions.USE, tools::use),
                TaskMaster.tool("update_tasks", TagDefinitions.RENAME, tools::rename),
                TaskMaster.tool("create_tasks", TagDefinitions.COPY, tools::copy),
                TaskMaster.tool("update_tasks", TagDefinitions.DELETE, tools::delete));
    }

    private Future<JsonBytes> list(DialectCall call) {
        var caller = TaskMasterArguments.caller(call);
        var project = TaskMasterArguments.project(call);
        return rules.operations().read(caller, call.action(), tx -> {
            var known = rules.usual().find(tx, caller, project);
            var tags = rules.tags().list(tx, caller, project);
            return known.compose(there -> tags)
                    .map(found -> Answer.of(TAG.list(
                            "tags",
                            found.stream().limit(ProjectTags.MOST_LISTED).toList(),
                            found.size() > ProjectTags.MOST_LISTED,
                            ResponseCap.of(caller).bytes())));
        });
    }

    private Future<JsonBytes> add(DialectCall call) {
        var name = required(call, "name");
        var description = call.arguments().text("description");
        var from = call.arguments().text("copyFromTag");
        return change(call, (change, project) -> requireNew(change, project, "name", name, null)
                .compose(free -> source(call, change, project, from))
                .compose(source -> {
                    rules.tags().make(change.tx(), project.id(), name, description);
                    return source.isEmpty()
                            ? Future.succeededFuture(List.<Change>of())
                            : copies.copy(change, project, source, name);
                })
                .map(copied -> copied(name, copied)));
    }

    /** Which tag is to be copied; the empty text for none. */
    private Future<String> source(DialectCall call, TaskMasterChange change, Project project, @Nullable String from) {
        if (from != null) {
            return requireThere(change, project, "copyFromTag", from).map(from);
        }
        return call.arguments().flag("copyFromCurrent")
                ? rules.tags().current(change.tx(), change.caller(), project.id())
                : Future.succeededFuture("");
    }

    private static Told copied(String tag, List<Change> copied) {
        return new Told(answer(tag).put("copied", copied.size()), with(new Change("tag", null, tag), copied));
    }

    private Future<JsonBytes> use(DialectCall call) {
        var name = required(call, "name");
        return change(call, (change, project) -> requireThere(change, project, "name", name)
                .compose(there -> rules.tags().current(change.tx(), change.caller(), project.id()))
                .map(before -> {
                    rules.tags().use(change.tx(), change.caller(), project.id(), name);
                    return new Told(
                            answer(name),
                            before.equals(name) ? List.of() : List.of(new Change("current_tag", before, name)));
                }));
    }

    private Future<JsonBytes> rename(DialectCall call) {
        var from = other(call, "oldName");
        var to = other(call, "newName");
        return change(call, (change, project) -> requireEverybodys(change)
                .compose(whole -> requireThere(change, project, "oldName", from))
                .compose(there -> requireNew(change, project, "newName", to, from))
                .compose(free -> relabel(change, project, from, List.of(ProjectTags.LABEL + to)))
                .map(relabelled -> {
                    rules.tags().make(change.tx(), project.id(), to, null);
                    rules.tags().follow(change.tx(), project.id(), from, to);
                    rules.tags().forget(change.tx(), project.id(), from);
                    return new Told(
                            answer(to).put("tasks", relabelled.tasks().size()),
                            with(new Change("tag", from, to), relabelled.audited()));
                }));
    }

    private Future<JsonBytes> copy(DialectCall call) {
        var from = required(call, "sourceName");
        var to = other(call, "targetName");
        return change(call, (change, project) -> requireThere(change, project, "sourceName", from)
                .compose(there -> requireNew(change, project, "targetName", to, null))
                .compose(free -> {
                    rules.tags()
                            .make(
                                    change.tx(),
                                    project.id(),
                                    to,
                                    call.arguments().text("description"));
                    return copies.copy(change, project, from, to);
                })
                .map(copied -> copied(to, copied)));
    }

    private Future<JsonBytes> delete(DialectCall call) {
        var name = other(call, "name");
        return change(call, (change, project) -> requireEverybodys(change)
                .compose(whole -> requireThere(change, project, "name", name))
                .compose(there -> relabel(change, project, name, List.of()))
                .map(relabelled -> {
                    rules.tags().forget(change.tx(), project.id(), name);
                    return new Told(
                            answer(name)
                                    .put("deleted", true)
                                    .put("tasks", relabelled.tasks().size()),
                            with(new Change("tag", name, null), relabelled.audited()));
                }));
    }

    /** Takes the tag's label off its tasks, and puts others on. */
    private Future<BulkUpdates.Updated> relabel(
            TaskMasterChange change, Project project, String tag, List<String> labels) {
        var update = FieldChanges.labels(labels, List.of(ProjectTags.LABEL + tag));
        return rules.tags()
                .tasks(change.tx(), change.caller(), project.id(), tag)
                .compose(tasks -> TaskMasterChange.inTurn(
                        tasks, ref -> rules.updates().update(change.tx(), change.caller(), ref, update)))
                .map(updated -> new BulkUpdates.Updated(updated, List.of()));
    }

    private static List<Change> with(Change first, List<Change> more) {
        return Stream.concat(Stream.of(first), more.stream()).toList();
    }

    private Future<JsonBytes> change(DialectCall call, BiFunction<TaskMasterChange, Project, Future<Told>> work) {
        return TaskMasterChange.run(rules, call, change -> rules.usual()
                .find(change.tx().reading(), change.caller(), change.project())
                .compose(project -> work.apply(change, project)
                        .map(told -> new Answer(
                                JsonBytes.of(told.json()),
                                new AuditObject("project", project.id(), project.key()),
                                told.changes()))));
    }

    /** A tag has one name for all: who sees some of its tasks cannot give the rest another. */
    private static Future<Void> requireEverybodys(TaskMasterChange change) {
        if (change.caller().restrictions().assignedOnly()) {
            throw new Failure.Refused(
                            FailureCode.FORBIDDEN,
                            "A tag is everybody's, and your credential sees only the tasks assigned to you")
                    .asException();
        }
        return Future.succeededFuture();
    }

    private Future<Void> requireThere(TaskMasterChange change, Project project, String field, String tag) {
        return known.look(change.tx(), change.caller(), project.id(), tag, null).compose(found -> {
            if (found.isThere()) {
                return Future.succeededFuture();
            }
            return rules.tags()
                    .list(change.tx().reading(), change.caller(), change.project())
                    .map(tags -> {
                        throw new Failure.InvalidInput(
                                        field,
                                        "There is no such tag; add_tag makes one",
                                        tags.stream()
                                                .limit(MOST_NAMED)
                                                .map(Tag::name)
                                                .toList())
                                .asException();
                    });
        });
    }

    /** @param replaced the tag that goes away for it; null for none */
    private Future<Void> requireNew(
            TaskMasterChange change, Project project, String field, String tag, @Nullable String replaced) {
        return known.look(change.tx(), change.caller(), project.id(), tag, replaced)
                .map(found -> {
                    if (found.isThere()) {
                        throw new Failure.Conflict(
                                        FailureCode.ALREADY_EXISTS,
                                        "The tag in '" + field + "' exists in " + project.key() + " already")
                                .asException();
                    }
                    if (found.others() >= KnownTags.MOST) {
                        throw new Failure.TooLarge(
                                        FailureCode.LIMIT_EXCEEDED,
                                        field,
                                        project.key() + " has " + KnownTags.MOST + " tags, which is the most",
                                        "Remove one with delete_tag; its tasks stay")
                                .asException();
                    }
                    return null;
                });
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
