package dev.rota.task;

import dev.rota.audit.Change;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.task.TaskFields.Named;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes fields of a task: locked, compared, written with its history, all in the transaction it is given. */
public final class TaskUpdates {
    private final Tasks tasks;
    private final TaskCreation creation;
    private final ClaimEnding claims;
    private final Evidence evidence;
    private final @Nullable MassChanges watch;
    private final TaskUpdateQueries queries = new TaskUpdateQueries();
    private final TaskQueries history = new TaskQueries();
    private final AssignmentQueries assignments = new AssignmentQueries();
    private final TaskLocks locks = new TaskLocks();
    private final ComplexityScoring complexity = new ComplexityScoring();

    /** Updates that nobody watches: those that the server makes by itself. */
    public TaskUpdates(Tasks tasks, TaskCreation creation, ClaimEnding claims, Evidence evidence) {
        this(tasks, creation, claims, evidence, null);
    }

    public TaskUpdates(
            Tasks tasks, TaskCreation creation, ClaimEnding claims, Evidence evidence, @Nullable MassChanges watch) {
        this.watch = watch;
        this.tasks = tasks;
        this.creation = creation;
        this.claims = claims;
        this.evidence = evidence;
    }

    /**
     * What an update did.
     *
     * @param version after it; the same as before when nothing changed
     * @param changes name to {@code {"before", "after"}}, in field order; empty when everything was so already
     * @param unblocked keys of tasks that waited for this one
     */
    public record Updated(TaskState task, int version, Map<String, JsonObject> changes, List<String> unblocked) {
        public List<Change> audited() {
            return TaskFields.audited(changes);
        }

        /** Whether tasks that waited for this one may start now. */
        boolean frees() {
            var status = changes.get("status");
            return status != null
                    && TaskStatus.of(status.getString("after")).satisfiesDependents()
                    && !TaskStatus.of(status.getString("before")).satisfiesDependents();
        }

        Updated unblocking(List<String> keys) {
            return new Updated(task, version, changes, keys);
        }
    }

    /**
     * How a change comes about.
     *
     * @param event what the history calls it
     * @param note beside it; null for none
     * @param assignee who is meant by the update's name; null to look them up
     */
    record Manner(String event, @Nullable String note, @Nullable Assignee assignee) {
        static final Manner USUAL = new Manner("updated", null, null);
    }

    /** What fields refer to, looked up. */
    record Referred(@Nullable Assignee assignee, @Nullable Named parent, @Nullable Named requirement) {}

    /**
     * Applies {@code update}. Fails with {@code version_conflict} (carrying the current row), {@code already_claimed},
     * {@code invalid_transition}, {@code gate_failed}, {@code cycle}, {@code not_found} or {@code validation_failed}, having changed nothing.
     */
    public Future<Updated> update(OrganizationTx tx, Caller caller, TaskRef ref, TaskUpdate update) {
        return held(tx, caller, ref, update)
                .compose(held -> lock(tx, caller, ref))
                .compose(locked -> change(tx, caller, locked, update, Manner.USUAL))
                .compose(done -> done.frees()
                        ? tasks.unblocked(tx, List.of(done.task().id())).map(done::unblocking)
                        : Future.succeededFuture(done));
    }

    /**
     * A task that the transaction has locked.
     *
     * @param found its fields as they are, and the transaction's time
     */
    record Locked(TaskState task, TaskUpdateQueries.Found found) {}

    /** As {@link Tasks#lock}, with what is to be changed, in one message. */
    Future<Locked> lock(OrganizationTx tx, Caller caller, TaskRef ref) {
        var locked = tasks.lock(tx, caller, ref);
        var fields = queries.fields(tx, Sight.of(caller), ref);
        // What is locked stays as it is and in sight, so its fields are there.
        return locked.compose(task -> fields.map(found -> new Locked(task, found.orElseThrow())));
    }

    /** What moves in the tree of tasks does so alone, and locks task and parent in the order in which all are locked. */
    private Future<Void> held(OrganizationTx tx, Caller caller, TaskRef ref, TaskUpdate update) {
        return update.moves()
                ? locks.alone(tx).compose(alone -> locks.hold(tx, caller, update.andParent(List.of(ref))))
                : Future.succeededFuture();
    }

    /**
     * The same for a task that is locked, without asking what it unblocks; where it moves, its parent is locked too. To be
     * called in a {@code compose}: some of its failures are thrown.
     */
    Future<Updated> change(OrganizationTx tx, Caller caller, Locked locked, TaskUpdate update, Manner manner) {
        var task = locked.task();
        var before = locked.found().fields();
        requireVersion(caller, task, before, update);
        requireStatus(caller, task, update);
        return requireEvidence(tx, task, update)
                .compose(shown -> referred(tx, caller, task, before, update, manner))
                .compose(to -> apply(tx, caller, task, before, WantedFields.of(locked.found(), update, to), manner));
    }

    private Future<Updated> apply(
            OrganizationTx tx, Caller caller, TaskState task, TaskFields before, TaskFields after, Manner manner) {
        var changed = after.since(before);
        if (changed.isEmpty()) {
            return Future.succeededFuture(new Updated(task, task.version(), changed, List.of()));
        }
        if (watch != null) {
            watch.changed(tx, caller, task);
        }
        var version = task.version() + 1;
        var diff = new JsonObject();
        changed.forEach(diff::put);
        return complexity.of(caller, after.title(), after.description().text()).compose(complex -> {
            tx.last(queries.update(tx, task.id(), after, complex));
            tx.last(history.record(
                    tx, caller.principal(), task.id(), manner.event(), version, diff, manner.note(), null));
            settleAssignments(tx, caller, task, before, after);
            return endClaim(tx, caller, task, after.status())
                    .map(ended -> new Updated(task, version, changed, List.of()));
        });
    }

    /** Who takes themselves off a task gives back what they were asked; a task that is done was its assignee's. */
    private void settleAssignments(
            OrganizationTx tx, Caller caller, TaskState task, TaskFields before, TaskFields after) {
        var was = before.assignee();
        var is = after.assignee();
        if (was != null && !was.equals(is) && was.isPrincipal(caller.principal())) {
            tx.last(assignments.reject(tx, task.id(), caller.principal()));
        }
        if (is != null && after.status() == TaskStatus.DONE && before.status() != TaskStatus.DONE) {
            tx.last(assignments.complete(tx, task.id(), is));
        }
    }

    private Future<Void> endClaim(OrganizationTx tx, Caller caller, TaskState task, TaskStatus status) {
        return task.holderAttempt() != null && status.isTerminal()
                ? claims.end(tx, caller, task, status)
                : Future.succeededFuture();
    }

    private static void requireVersion(Caller caller, TaskState task, TaskFields now, TaskUpdate update) {
        if (update.ifVersion() == null) {
            if (caller.organization().policy().requireVersion()) {
                throw new Failure.InvalidInput(
                                "if_version", "Your organization requires 'if_version'; read the task first")
                        .asException();
            }
        } else if (update.ifVersion() != task.version()) {
            var current = new JsonObject()
                    .put("key", task.key())
                    .put("version", task.version())
                    .put("title", now.title())
                    .put("status", now.status().wire())
                    .put("priority", now.priority());
            throw new Failure.Conflict(
                            FailureCode.VERSION_CONFLICT,
                            task.key() + " has version " + task.version() + ", not " + update.ifVersion(),
                            "Look at 'current', then send your change with its version",
                            new JsonObject().put("current", current))
                    .asException();
        }
    }

    private void requireStatus(Caller caller, TaskState task, TaskUpdate update) {
        var status = update.statusFrom(task.status());
        if (status != null && status != task.status()) {
            tasks.requireNotHeldByAnother(caller, task);
            tasks.requireTransition(task, status, update.lifeCycle());
        }
        if (update.completedAt() != null
                && update.completedAt().at() != null
                && !(status == null ? task.status() : status).isTerminal()) {
            throw new Failure.InvalidInput(
                            "completed_at",
                            "'completed_at' goes with a finished task",
                            List.of("done", "failed", "cancelled"))
                    .asException();
        }
    }

    private Future<Void> requireEvidence(OrganizationTx tx, TaskState task, TaskUpdate update) {
        var status = update.statusFrom(task.status());
        return status == null || status == task.status()
                ? Future.succeededFuture()
                : evidence.require(tx, task.project(), task.id(), status);
    }

    private Future<Referred> referred(
            OrganizationTx tx, Caller caller, TaskState task, TaskFields before, TaskUpdate update, Manner manner) {
        Future<@Nullable Assignee> assignee = manner.assignee() != null
                ? Future.succeededFuture(manner.assignee())
                : assignee(tx, caller, before, update);
        Future<@Nullable Named> parent = update.parent() == null
                ? Future.succeededFuture(before.parent())
                : update.parent().isEmpty() ? Future.succeededFuture(null) : parent(tx, caller, task, update.parent());
        Future<@Nullable Named> requirement = update.requirement() == null
                ? Future.succeededFuture(before.requirement())
                : update.requirement().isEmpty()
                        ? Future.succeededFuture(null)
                        : creation.requirement(tx, caller, update.requirement()).map(id -> id);
        return Future.all(assignee, parent, requirement)
                .map(known -> new Referred(assignee.result(), parent.result(), requirement.result()));
    }

    private static Future<@Nullable Assignee> assignee(
            OrganizationTx tx, Caller caller, TaskFields before, TaskUpdate update) {
        if (update.assignee() == null) {
            return Future.succeededFuture(before.assignee());
        }
        return update.assignee().isEmpty()
                ? Future.succeededFuture(null)
                : Assignee.resolve(tx, caller, update.assignee()).map(found -> found);
    }

    private Future<@Nullable Named> parent(OrganizationTx tx, Caller caller, TaskState task, String reference) {
        var found = creation.place(tx, caller, "parent", reference);
        var height = queries.height(tx, task.id());
        return Future.all(found, height).map(known -> {
            if (found.result().line().contains(task.id())) {
                throw new Failure.Conflict(FailureCode.CYCLE, "A task cannot lie below itself: " + task.key())
                        .asException();
            }
            TaskCreation.requireDepth("parent", found.result().depth() + height.result());
            return new Named(found.result().id(), found.result().key());
        });
    }
}
