package dev.rota.task;

import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.Permission;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Where deleted tasks lie for 30 days. Nobody finds them there, and nothing waits for them; restored, a task is what it
 * was. {@link TrashSweep} deletes for good.
 */
public final class Trash {
    /** How long a task can be restored. */
    public static final Duration KEPT = Duration.ofDays(30);

    private final Tasks tasks;
    private final MassChanges watch;
    private final TaskLocks locks = new TaskLocks();
    private final TrashQueries queries = new TrashQueries();
    private final LinkCircles circles = new LinkCircles();

    public Trash(Tasks tasks, MassChanges watch) {
        this.tasks = tasks;
        this.watch = watch;
    }

    /**
     * A task that was put into the trash or taken out of it.
     *
     * @param until when it is deleted for good; null once it is restored
     * @param changed whether it was not so already
     */
    public record Moved(TaskState task, @Nullable OffsetDateTime until, boolean changed) {}

    /**
     * Puts a task into the trash, which needs the permission {@code task.delete}, or {@code task.write} for one that the
     * caller has made (security section 6); one that lies there stays, with the time it has. Fails with {@code already_claimed}
     * while anybody works on it, the caller too; {@code blocked} while it has open subtasks, of which those in sight are named;
     * {@code not_found} where it is out of sight; {@code forbidden} where it is not the caller's to delete.
     */
    public Future<Moved> delete(OrganizationTx tx, Caller caller, TaskRef ref) {
        return lock(tx, caller, ref).compose(found -> {
            var until = found.until();
            if (until != null) {
                return Future.succeededFuture(new Moved(found.task(), until, false));
            }
            requireUnclaimed(found.task());
            return queries.openSubtasks(tx, Sight.of(caller), found.task().id())
                    .compose(open -> {
                        requireNone(found.task(), open);
                        return queries.trash(tx, found.task().id(), KEPT);
                    })
                    .map(time -> {
                        watch.changed(tx, caller, found.task());
                        tasks.note(tx, caller.principal(), found.task(), "trashed", null, null);
                        return new Moved(found.task(), time, true);
                    });
        });
    }

    /**
     * Takes a task out of the trash, which needs what {@link #delete} needs; one that does not lie there is left as it is. Fails with {@code cycle} where links
     * made meanwhile would lead it to itself, and with {@code not_found} once it is deleted for good.
     */
    public Future<Moved> restore(OrganizationTx tx, Caller caller, TaskRef ref) {
        return locks.alone(tx).compose(alone -> lock(tx, caller, ref)).compose(found -> {
            var task = found.task();
            if (found.until() == null) {
                return Future.succeededFuture(new Moved(task, null, false));
            }
            return queries.restore(tx, task.id())
                    .compose(restored -> circles.require(tx, caller, task, LinkType.DEPENDS_ON))
                    .compose(fine -> circles.require(tx, caller, task, LinkType.DUPLICATE_OF))
                    .map(fine -> {
                        tasks.note(tx, caller.principal(), task, "restored", null, null);
                        return new Moved(task, null, true);
                    });
        });
    }

    private Future<TrashQueries.Found> lock(OrganizationTx tx, Caller caller, TaskRef ref) {
        return queries.lock(tx, Sight.of(caller), ref, KEPT)
                .map(found -> found.orElseThrow(() -> new Failure.NotFound("task").asException()))
                .map(found -> {
                    requireRight(caller, found.creator());
                    return found;
                });
    }

    private static void requireRight(Caller caller, String creator) {
        var role = caller.organization();
        var own = creator.equals(Tasks.holder(caller.principal()));
        if (!role.permits(Permission.TASK_DELETE) && !(own && role.permits(Permission.TASK_WRITE))) {
            throw new Failure.Refused(
                            FailureCode.FORBIDDEN, "Your role permits to delete only tasks that you have made")
                    .asException();
        }
    }

    private static void requireUnclaimed(TaskState task) {
        if (task.holder() != null) {
            throw new Failure.Conflict(
                            FailureCode.ALREADY_CLAIMED,
                            task.key() + " is claimed",
                            "Finish or abort the attempt first, or wait for the lease to end",
                            new JsonObject().put("retry_after_ms", task.holderLeaseMs()))
                    .asException();
        }
    }

    private static void requireNone(TaskState task, TrashQueries.OpenSubtasks open) {
        if (!open.keys().isEmpty() || open.others() > 0) {
            throw new Failure.Conflict(
                            FailureCode.BLOCKED,
                            task.key() + " has open subtasks: " + Unseen.with(open.keys(), ", ", open.others()),
                            "Finish, move or delete them first",
                            new JsonObject().put("subtasks", new JsonArray(open.keys())))
                    .asException();
        }
    }
}
