package dev.rota.task;

import dev.rota.audit.Change;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One change of several tasks: all of them or none. */
public final class BulkUpdates {
    /** Tasks of one change (catalogue section 8). */
    public static final int MOST = 50;

    private final Tasks tasks;
    private final TaskUpdates updates;
    private final TaskLocks locks = new TaskLocks();

    public BulkUpdates(Tasks tasks, TaskUpdates updates) {
        this.tasks = tasks;
        this.updates = updates;
    }

    /**
     * What became of the tasks.
     *
     * @param tasks each once, in the order they were named, changed or not
     * @param unblocked keys of tasks that waited for these and now wait for nothing
     */
    public record Updated(List<TaskUpdates.Updated> tasks, List<String> unblocked) {
        public Updated {
            tasks = List.copyOf(tasks);
        }

        /** The fields of each, under the task's key. */
        public List<Change> audited() {
            return tasks.stream()
                    .flatMap(one -> one.audited().stream()
                            .map(change -> new Change(
                                    one.task().key() + "." + change.field(), change.before(), change.after())))
                    .toList();
        }
    }

    /**
     * Applies {@code update} to all of {@code named}. Fails as {@link TaskUpdates#update} for the first that fails, saying
     * which, and then nothing is changed; with {@code limit_exceeded} for more than 50.
     *
     * @param named keys, ids or uuids; one named twice is changed once
     */
    public Future<Updated> update(OrganizationTx tx, Caller caller, List<String> named, TaskUpdate update) {
        requireSome(caller, named);
        var refs = new ArrayList<TaskRef>();
        for (var index = 0; index < named.size(); index++) {
            refs.add(TaskRef.parse("tasks[" + index + "]", named.get(index)));
        }
        Future<?> alone = update.moves() ? locks.alone(tx) : Future.succeededFuture();
        var done = new LinkedHashMap<Long, TaskUpdates.Updated>();
        Future<?> chain = Future.all(alone, locks.hold(tx, caller, update.andParent(refs)));
        for (var index = 0; index < refs.size(); index++) {
            var place = index;
            chain = chain.compose(before -> one(tx, caller, refs.get(place), update, done)
                    .recover(problem -> Future.failedFuture(placed(problem, place))));
        }
        return chain.compose(all -> unblocked(tx, done).map(keys -> new Updated(List.copyOf(done.values()), keys)));
    }

    private Future<Void> one(
            OrganizationTx tx, Caller caller, TaskRef ref, TaskUpdate update, Map<Long, TaskUpdates.Updated> done) {
        return updates.lock(tx, caller, ref)
                .compose(locked -> done.containsKey(locked.task().id())
                        ? Future.succeededFuture()
                        : updates.change(tx, caller, locked, update, TaskUpdates.Manner.USUAL)
                                .map(updated -> {
                                    done.put(locked.task().id(), updated);
                                    return null;
                                }));
    }

    private Future<List<String>> unblocked(OrganizationTx tx, Map<Long, TaskUpdates.Updated> done) {
        var free = done.entrySet().stream()
                .filter(one -> one.getValue().frees())
                .map(Map.Entry::getKey)
                .toList();
        return free.isEmpty() ? Future.succeededFuture(List.of()) : tasks.unblocked(tx, free);
    }

    private static void requireSome(Caller caller, List<String> named) {
        if (named.isEmpty()) {
            throw new Failure.InvalidInput("tasks", "'tasks' must name at least one").asException();
        }
        if (named.size() > MOST) {
            throw new Failure.TooLarge(
                            FailureCode.LIMIT_EXCEEDED,
                            "tasks",
                            "At most " + MOST + " tasks are changed at a time",
                            null)
                    .asException();
        }
        if (caller.organization().policy().requireVersion()) {
            throw new Failure.InvalidInput(
                            "tasks",
                            "Your organization requires 'if_version', so change one task at a time with update_task")
                    .asException();
        }
    }

    private static Throwable placed(Throwable problem, int index) {
        return problem instanceof FailureException known
                ? placed(known.failure(), "tasks[" + index + "]").asException()
                : problem;
    }

    /** The same failure, which says of which task it is. */
    private static Failure placed(Failure failure, String place) {
        if (failure instanceof Failure.NotFound missing && missing.kind().equals("task")) {
            return new Failure.NotFound(place);
        }
        if (failure instanceof Failure.InvalidInput wrong) {
            return new Failure.InvalidInput(
                    wrong.code(), wrong.field(), place + ": " + wrong.message(), wrong.accepted(), wrong.others());
        }
        if (failure instanceof Failure.Conflict conflict) {
            return new Failure.Conflict(
                    conflict.code(), place + ": " + conflict.message(), conflict.hint(), conflict.details());
        }
        return failure instanceof Failure.TooLarge large
                ? new Failure.TooLarge(large.code(), large.field(), place + ": " + large.message(), large.hint())
                : failure;
    }
}
