package dev.rota.task;

import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Links between tasks. What a task waits for is no field of it: its version stays, because nobody's edit is outdated by a
 * link, and its history tells of it.
 */
public final class TaskLinks {
    /** Of one kind, on one task (catalogue section 8). */
    private static final int MOST = TaskCreation.MOST_DEPENDENCIES;

    private final Tasks tasks;
    private final TaskLocks locks = new TaskLocks();
    private final TaskLinkQueries queries = new TaskLinkQueries();
    private final LinkCircles circles = new LinkCircles();

    public TaskLinks(Tasks tasks) {
        this.tasks = tasks;
    }

    /**
     * A task after its links were changed.
     *
     * @param duplicateOf the original; empty where it is none's duplicate
     * @param before what it was linked to by the kind in question, by key
     * @param after the same afterwards
     */
    public record Changed(
            TaskState task,
            List<String> dependsOn,
            List<String> related,
            List<String> duplicateOf,
            LinkType type,
            List<String> before,
            List<String> after) {
        /** Whether any link was made or removed. */
        public boolean changed() {
            return !before.equals(after);
        }
    }

    /**
     * Removes and adds links of one kind, together or not at all; a link that is there already, or gone, is none to change.
     *
     * <p>Fails with {@code cycle} where a task would wait for itself or be its own original, telling the way;
     * {@code limit_exceeded} beyond 200 links of the kind; {@code not_found} for a task out of the caller's sight;
     * {@code validation_failed} for a task linked to itself, or two originals.
     *
     * @param add keys, ids or uuids
     * @param remove the same; one that is in both is added
     */
    public Future<Changed> change(
            OrganizationTx tx, Caller caller, TaskRef ref, LinkType type, List<String> add, List<String> remove) {
        requireFew(add, remove);
        var adding = refs("add", add);
        var removing = refs("remove", remove);
        return Future.all(locks.alone(tx), locks.hold(tx, caller, all(ref, adding, removing)))
                .compose(held -> tasks.lock(tx, caller, ref))
                .compose(task -> ids(tx, caller, "add", adding).compose(targets -> ids(tx, caller, "remove", removing)
                        .compose(gone -> apply(tx, caller, task, type, targets, gone))));
    }

    private Future<Changed> apply(
            OrganizationTx tx, Caller caller, TaskState task, LinkType type, Set<Long> add, Set<Long> remove) {
        if (add.contains(task.id())) {
            throw new Failure.InvalidInput("add", task.key() + " cannot be linked to itself").asException();
        }
        remove.removeAll(add);
        return queries.linked(tx, Sight.of(caller), task.id()).compose(before -> queries.remove(
                        tx, task.id(), type, remove)
                .compose(removed -> queries.add(tx, task.id(), type, add))
                .compose(added -> queries.linked(tx, Sight.of(caller), task.id()))
                .compose(after -> {
                    requireRoom(task, type, after.count(type));
                    return circles.require(tx, caller, task, type).map(told(tx, caller, task, type, before, after));
                }));
    }

    private Changed told(
            OrganizationTx tx,
            Caller caller,
            TaskState task,
            LinkType type,
            TaskLinkQueries.Links before,
            TaskLinkQueries.Links after) {
        var changed = new Changed(
                task,
                after.of(LinkType.DEPENDS_ON),
                after.of(LinkType.RELATED),
                after.of(LinkType.DUPLICATE_OF),
                type,
                before.of(type),
                after.of(type));
        if (changed.changed()) {
            var links = new JsonObject()
                    .put("before", new JsonArray(changed.before()))
                    .put("after", new JsonArray(changed.after()));
            tasks.linked(tx, caller.principal(), task, new JsonObject().put(type.wire(), links));
        }
        return changed;
    }

    private static void requireRoom(TaskState task, LinkType type, long count) {
        if (type == LinkType.DUPLICATE_OF && count > 1) {
            throw new Failure.InvalidInput(
                            "add", task.key() + " can be a duplicate of one task only; remove the other one")
                    .asException();
        }
        if (count > MOST) {
            throw new Failure.TooLarge(
                            FailureCode.LIMIT_EXCEEDED,
                            "add",
                            "A task has at most " + MOST + " links of one kind",
                            null)
                    .asException();
        }
    }

    private static void requireFew(List<String> add, List<String> remove) {
        if (add.isEmpty() && remove.isEmpty()) {
            throw new Failure.InvalidInput("add", "Name tasks in 'add' or 'remove'").asException();
        }
        if (add.size() > MOST || remove.size() > MOST) {
            throw new Failure.TooLarge(
                            FailureCode.LIMIT_EXCEEDED,
                            add.size() > MOST ? "add" : "remove",
                            "At most " + MOST + " links are changed at a time",
                            null)
                    .asException();
        }
    }

    private static List<TaskRef> refs(String field, List<String> references) {
        return references.stream()
                .map(reference -> TaskRef.parse(field, reference))
                .toList();
    }

    private static List<TaskRef> all(TaskRef task, List<TaskRef> add, List<TaskRef> remove) {
        return Stream.of(List.of(task), add, remove).flatMap(List::stream).toList();
    }

    /** The ids of what is named, all of which must be in sight. */
    private Future<Set<Long>> ids(OrganizationTx tx, Caller caller, String field, List<TaskRef> refs) {
        return refs.isEmpty()
                ? Future.succeededFuture(new TreeSet<>())
                : queries.named(tx, Sight.of(caller), refs).map(found -> {
                    for (var index = 0; index < refs.size(); index++) {
                        var ref = refs.get(index);
                        if (found.stream().noneMatch(task -> task.is(ref))) {
                            throw new Failure.NotFound(field + "[" + index + "]").asException();
                        }
                    }
                    return found.stream()
                            .map(TaskLinkQueries.Target::id)
                            .collect(Collectors.toCollection(TreeSet::new));
                });
    }
}
