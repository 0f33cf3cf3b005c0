package dev.rota.task;

import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.task.TaskReversalQueries.Field;
import io.vertx.core.Future;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes the fields of a task back to what they were at an earlier version, as a change like any other. Links, comments,
 * attempts and what they left are no fields, and stay.
 */
public final class TaskReversal {
    private final Tasks tasks;
    private final TaskUpdates updates;
    private final TaskLocks locks = new TaskLocks();
    private final TaskReversalQueries queries = new TaskReversalQueries();

    public TaskReversal(Tasks tasks, TaskUpdates updates) {
        this.tasks = tasks;
        this.updates = updates;
    }

    /**
     * Undoes whatever has changed since {@code version}. Fails as {@link TaskUpdates#update} where a field may not go back:
     * a task that is finished is reopened first, a parent or requirement must be there still. Fails with
     * {@code validation_failed} for a version that the task never had.
     *
     * @param expected fails unless the task has the version that the caller has seen
     */
    public Future<TaskUpdates.Updated> revert(
            OrganizationTx tx, Caller caller, TaskRef ref, int version, IntConsumer expected) {
        return locks.alone(tx).compose(alone -> updates.lock(tx, caller, ref)).compose(locked -> {
            var task = locked.task();
            expected.accept(task.version());
            requireKnown(task, version);
            return queries.since(tx, task.id(), version).compose(changed -> back(tx, caller, locked, version, changed));
        });
    }

    private Future<TaskUpdates.Updated> back(
            OrganizationTx tx, Caller caller, TaskUpdates.Locked locked, int version, List<Field> changed) {
        var task = locked.task();
        var then = changed.stream().collect(Collectors.toMap(Field::name, Function.identity()));
        var update = update(task, locked.found().fields(), then);
        Future<?> held =
                update.moves() ? locks.hold(tx, caller, update.andParent(List.of())) : Future.succeededFuture();
        return held.compose(rows -> queries.assignee(tx, then.get("assignee")))
                .compose(assignee -> updates.change(
                        tx,
                        caller,
                        locked,
                        update,
                        new TaskUpdates.Manner("reverted", "to version " + version, assignee.orElse(null))))
                .compose(done -> done.frees()
                        ? tasks.unblocked(tx, List.of(task.id())).map(done::unblocking)
                        : Future.succeededFuture(done));
    }

    private static void requireKnown(TaskState task, int version) {
        if (version > task.version()) {
            throw new Failure.InvalidInput("/version", task.key() + " has versions 1 to " + task.version() + " so far")
                    .asException();
        }
    }

    private static TaskUpdate update(TaskState task, TaskFields now, Map<String, Field> then) {
        var labels = then.get("labels");
        var status = text(then, "status");
        return new TaskUpdate(
                task.version(),
                text(then, "title"),
                description(then.get("description")),
                status == null ? null : TaskStatus.of(status),
                Set.of(),
                priority(then.get("priority")),
                text(then, "kind"),
                text(then, "assignee"),
                text(then, "parent"),
                text(then, "requirement"),
                labels == null ? List.of() : without(texts(labels), now.labels()),
                labels == null ? List.of() : without(now.labels(), texts(labels)),
                then.containsKey("acceptance") ? texts(Objects.requireNonNull(then.get("acceptance"))) : null,
                timing(then.get("due_at")),
                timing(then.get("completed_at")),
                metadata(now.metadata(), then.get("metadata")));
    }

    /** The text it was; empty where it was none, null where it has not changed. */
    private static @Nullable String text(Map<String, Field> then, String name) {
        var field = then.get(name);
        return field == null ? null : field.before() instanceof String text ? text : "";
    }

    private static @Nullable Description description(@Nullable Field field) {
        if (field == null) {
            return null;
        }
        return field.exactly() == null
                ? Description.ofText((String) field.before())
                : Description.ofJson(Json.decodeValue(field.exactly()));
    }

    private static @Nullable Integer priority(@Nullable Field field) {
        return field != null && field.before() instanceof Number number ? number.intValue() : null;
    }

    private static TaskUpdate.@Nullable Timing timing(@Nullable Field field) {
        return field == null
                ? null
                : new TaskUpdate.Timing(field.before() instanceof String time ? OffsetDateTime.parse(time) : null);
    }

    private static List<String> texts(Field field) {
        return field.before() instanceof JsonArray array
                ? array.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static List<String> without(List<String> some, List<String> others) {
        return some.stream().filter(one -> !others.contains(one)).toList();
    }

    /** As an update merges it: with nulls for what was not there. */
    private static @Nullable JsonObject metadata(JsonObject now, @Nullable Field field) {
        if (field == null || !(field.before() instanceof JsonObject before)) {
            return null;
        }
        var patch = before.copy();
        now.fieldNames().stream().filter(name -> !before.containsKey(name)).forEach(patch::putNull);
        return patch;
    }
}
