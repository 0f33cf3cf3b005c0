package dev.rota.task;

import dev.rota.audit.Change;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.task.TaskFields.Named;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Changes fields of a task: locked, compared, written with its history, all in the transaction it is given. */
public final class TaskUpdates {
    private static final int MOST_LABELS = TaskLimits.LABELS;

    private final Tasks tasks;
    private final TaskCreation creation;
    private final ClaimEnding claims;
    private final Evidence evidence;
    private final TaskUpdateQueries queries = new TaskUpdateQueries();
    private final TaskQueries history = new TaskQueries();

    public TaskUpdates(Tasks tasks, TaskCreation creation, ClaimEnding claims, Evidence evidence) {
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
    public record Updated(
            TaskState task, int version, java.util.Map<String, JsonObject> changes, List<String> unblocked) {
        public List<Change> audited() {
            return TaskFields.audited(changes);
        }
    }

    /** What fields refer to, looked up. */
    private record Referred(@Nullable Assignee assignee, @Nullable Named parent, @Nullable Named requirement) {}

    /**
     * Applies {@code update}. Fails with {@code version_conflict} (carrying the current row), {@code already_claimed},
     * {@code invalid_transition}, {@code gate_failed}, {@code cycle}, {@code not_found} or {@code validation_failed}, having changed nothing.
     */
    public Future<Updated> update(OrganizationTx tx, Caller caller, TaskRef ref, TaskUpdate update) {
        return tasks.lock(tx, caller, ref)
                .compose(task -> queries.fields(tx, task.id()).compose(before -> {
                    requireVersion(caller, task, before, update);
                    requireStatus(caller, task, update);
                    return requireEvidence(tx, task, update)
                            .compose(shown -> referred(tx, caller, task, before, update))
                            .compose(referred -> apply(tx, caller, task, before, wanted(before, update, referred)));
                }));
    }

    private Future<Updated> apply(
            OrganizationTx tx, Caller caller, TaskState task, TaskFields before, TaskFields after) {
        var changed = after.since(before);
        if (changed.isEmpty()) {
            return Future.succeededFuture(new Updated(task, task.version(), changed, List.of()));
        }
        var version = task.version() + 1;
        var diff = new JsonObject();
        changed.forEach(diff::put);
        tx.last(queries.update(tx, task.id(), after));
        tx.last(history.record(tx, caller.principal(), task.id(), "updated", version, diff, null, null));
        return endClaim(tx, caller, task, after.status())
                .compose(ended -> after.status().satisfiesDependents() && changed.containsKey("status")
                        ? tasks.unblocked(tx, task)
                        : Future.succeededFuture(List.of()))
                .map(unblocked -> new Updated(task, version, changed, unblocked));
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
            OrganizationTx tx, Caller caller, TaskState task, TaskFields before, TaskUpdate update) {
        Future<@Nullable Assignee> assignee = update.assignee() == null
                ? Future.succeededFuture(before.assignee())
                : update.assignee().isEmpty()
                        ? Future.succeededFuture(null)
                        : Assignee.resolve(tx, caller, update.assignee()).map(found -> found);
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

    private Future<@Nullable Named> parent(OrganizationTx tx, Caller caller, TaskState task, String reference) {
        var alone = queries.moveAlone(tx); // two moves at once could close a circle that neither sees
        var found = creation.place(tx, caller, "parent", reference);
        return alone.compose(first -> found).map(place -> {
            if (place.line().contains(task.id())) {
                throw new Failure.Conflict(FailureCode.CYCLE, "A task cannot lie below itself: " + task.key())
                        .asException();
            }
            if (place.depth() >= TaskCreation.DEEPEST) {
                throw new Failure.TooLarge(
                                FailureCode.LIMIT_EXCEEDED,
                                "parent",
                                "Tasks nest at most " + TaskCreation.DEEPEST + " levels deep",
                                null)
                        .asException();
            }
            return new Named(place.id(), place.key());
        });
    }

    private static TaskFields wanted(TaskFields before, TaskUpdate update, Referred referred) {
        var wanted = update.statusFrom(before.status());
        var status = wanted == null ? before.status() : wanted;
        return new TaskFields(
                update.title() == null ? before.title() : update.title(),
                update.description() == null
                        ? before.description()
                        : before.description().after(update.description()),
                status,
                update.priority() == null ? before.priority() : update.priority(),
                update.kind() == null ? before.kind() : emptyToNull(update.kind()),
                referred.assignee(),
                referred.parent(),
                referred.requirement(),
                labels(before.labels(), update),
                update.acceptance() == null ? before.acceptance() : update.acceptance(),
                update.dueAt() == null ? before.dueAt() : update.dueAt().at(),
                completedAt(before, status, update),
                merged(before.metadata(), update.metadata()));
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static List<String> labels(List<String> before, TaskUpdate update) {
        if (update.addLabels().isEmpty() && update.removeLabels().isEmpty()) {
            return before;
        }
        var labels = new TreeSet<>(before);
        labels.addAll(update.addLabels());
        update.removeLabels().forEach(labels::remove);
        if (labels.size() > MOST_LABELS) {
            throw new Failure.TooLarge(
                            FailureCode.LIMIT_EXCEEDED,
                            "add_labels",
                            "A task has at most " + MOST_LABELS + " labels",
                            null)
                    .asException();
        }
        return new ArrayList<>(labels);
    }

    private static @Nullable OffsetDateTime completedAt(TaskFields before, TaskStatus status, TaskUpdate update) {
        if (!status.isTerminal()) {
            return null;
        }
        if (update.completedAt() != null && update.completedAt().at() != null) {
            return update.completedAt().at();
        }
        return before.status() == status && before.completedAt() != null
                ? before.completedAt()
                : OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS); // as it is stored
    }

    private static JsonObject merged(JsonObject before, @Nullable JsonObject update) {
        if (update == null) {
            return before;
        }
        var merged = before.copy();
        update.forEach(member -> {
            if (member.getValue() == null) {
                merged.remove(member.getKey());
            } else {
                merged.put(member.getKey(), member.getValue());
            }
        });
        return merged;
    }
}
