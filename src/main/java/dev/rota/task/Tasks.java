package dev.rota.task;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Principal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens to a single task inside a transaction; the parts that claims, tools and dialects are made of. */
public final class Tasks {
    private final TaskQueries queries = new TaskQueries();

    /**
     * Locks a task until the transaction ends. Fails with {@code not_found} where it is absent, trashed, another
     * organization's or out of the caller's sight.
     */
    public Future<TaskState> lock(OrganizationTx tx, Caller caller, TaskRef ref) {
        return queries.lock(tx, Sight.of(caller), ref)
                .map(found -> found.orElseThrow(() -> new Failure.NotFound("task").asException()));
    }

    /** Which of the caller's organizations the task belongs to. Fails as {@link #lock}, or with {@code org_required}. */
    public Future<OrganizationId> home(ReadTx tx, Caller caller, TaskRef ref) {
        return home(tx, caller, ref, false);
    }

    /** The same for one that may lie in the trash. */
    public Future<OrganizationId> homeWithTrash(ReadTx tx, Caller caller, TaskRef ref) {
        return home(tx, caller, ref, true);
    }

    private Future<OrganizationId> home(ReadTx tx, Caller caller, TaskRef ref, boolean trash) {
        return queries.home(tx, Sight.of(caller), ref, trash).map(found -> {
            if (found.size() > 1) {
                throw TaskRef.ambiguous(
                        found.stream().map(TaskQueries.Home::slug).toList());
            }
            return found.stream()
                    .map(TaskQueries.Home::organization)
                    .findFirst()
                    .orElseThrow(() -> new Failure.NotFound("task").asException());
        });
    }

    /** Refuses what a change may not do while another principal holds the task; owners and admins may. */
    public void requireNotHeldByAnother(Caller caller, TaskState task) {
        if (task.holder() != null
                && !task.holder().equals(holder(caller.principal()))
                && !caller.organization().governs()) {
            var details = new JsonObject().put("retry_after_ms", task.holderLeaseMs());
            throw new Failure.Conflict(
                            FailureCode.ALREADY_CLAIMED,
                            task.key() + " is claimed by another agent",
                            "Wait for the lease to end, or work on another task that is ready",
                            details)
                    .asException();
        }
    }

    /** How a principal appears in {@link TaskState#holder}. */
    public static String holder(Principal principal) {
        return principal.kind().wire() + ":" + principal.id();
    }

    /** Refuses a step that the life cycle does not have, naming those it has. */
    void requireTransition(TaskState task, TaskStatus to, LifeCycle lifeCycle) {
        var next = lifeCycle.next(task.status());
        if (task.status() != to && !next.contains(to)) {
            var way = next.contains(TaskStatus.TODO) && task.status().isTerminal()
                    ? "; reopen it first"
                    : "; it does not get there in one step";
            throw new Failure.InvalidInput(
                            FailureCode.INVALID_TRANSITION,
                            "status",
                            task.key() + " is " + task.status().wire() + way,
                            next.stream().map(TaskStatus::wire).toList())
                    .asException();
        }
    }

    /**
     * Moves the task to {@code status} and writes its history.
     *
     * @param type of the history entry, such as {@code claimed}
     * @return the new version
     */
    public Future<Integer> setStatus(
            OrganizationTx tx,
            Principal by,
            TaskState task,
            TaskStatus status,
            String type,
            @Nullable String note,
            @Nullable Long attempt) {
        var changes = new JsonObject()
                .put(
                        "status",
                        new JsonObject().put("before", task.status().wire()).put("after", status.wire()));
        return queries.setStatus(tx, task.id(), status).map(moved -> {
            var completedAt = moved.completedAt();
            if (completedAt != null) {
                changes.put(
                        "completed_at",
                        new JsonObject()
                                .putNull("before")
                                .put("after", completedAt.toInstant().toString()));
            }
            tx.last(queries.record(tx, by, task.id(), type, moved.version(), changes, note, attempt));
            return moved.version();
        });
    }

    /** Marks a change beside the fields, such as a comment: the version stays, because nobody's edit is outdated by it. */
    public Future<Integer> touch(
            OrganizationTx tx,
            Principal by,
            TaskState task,
            String type,
            @Nullable String note,
            @Nullable Long attempt) {
        return queries.touch(tx, task.id()).map(version -> {
            tx.last(queries.record(tx, by, task.id(), type, version, null, note, attempt));
            return version;
        });
    }

    /** Marks a change of the task's links, whose version stays. */
    void linked(OrganizationTx tx, Principal by, TaskState task, JsonObject changes) {
        tx.last(queries.touch(tx, task.id()));
        tx.last(queries.record(tx, by, task.id(), "linked", task.version(), changes, null, null));
    }

    /** Writes a history entry that changes nothing of the task itself, such as progress. */
    public void note(
            OrganizationTx tx,
            Principal by,
            TaskState task,
            String type,
            @Nullable String note,
            @Nullable Long attempt) {
        tx.last(queries.record(tx, by, task.id(), type, task.version(), null, note, attempt));
    }

    /** Keys of tasks that waited for this one and now wait for nothing, at most 100. */
    public Future<List<String>> unblocked(OrganizationTx tx, TaskState task) {
        return unblocked(tx, List.of(task.id()));
    }

    /** Keys of tasks that waited for one of these and now wait for nothing, at most 100. */
    Future<List<String>> unblocked(OrganizationTx tx, List<Long> tasks) {
        return queries.unblocked(tx, tasks);
    }
}
