package dev.rota.attempt;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import dev.rota.observe.Metrics;
import dev.rota.observe.WorkMetrics;
import dev.rota.task.ClaimEnding;
import dev.rota.task.Evidence;
import dev.rota.task.TaskState;
import dev.rota.task.TaskStatus;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps attempts alive and ends them. An attempt id counts only for the principal that made the claim. */
public final class Attempts implements ClaimEnding {
    private static final List<AttemptStatus> ENDS =
            List.of(AttemptStatus.SUCCESS, AttemptStatus.PARTIAL, AttemptStatus.FAILED, AttemptStatus.ABORTED);

    private final Tasks tasks;
    private final AttemptSettings settings;
    private final Evidence evidence;
    private final WorkMetrics metrics;
    private final AttemptQueries queries = new AttemptQueries();

    /** Counts where nobody looks. */
    public Attempts(Tasks tasks, AttemptSettings settings, Evidence evidence) {
        this(tasks, settings, evidence, new Metrics().work());
    }

    public Attempts(Tasks tasks, AttemptSettings settings, Evidence evidence, WorkMetrics metrics) {
        this.tasks = tasks;
        this.settings = settings;
        this.evidence = evidence;
        this.metrics = metrics;
    }

    /**
     * A lease that was extended.
     *
     * @param cancelRequested whether the task was finished by somebody else meanwhile: there is nothing left to do
     */
    public record Renewal(long attempt, OffsetDateTime leaseExpiresAt, boolean cancelRequested, TaskState task) {}

    /**
     * An attempt that has ended.
     *
     * @param task as it was before
     * @param version the task's version now
     * @param status the task's status now
     * @param unblocked keys of tasks that waited for this one and now wait for nothing
     * @param missing what the task must still show before it is done, after a success
     */
    public record Finished(
            Attempt attempt,
            TaskState task,
            TaskStatus status,
            int version,
            List<String> unblocked,
            List<String> missing) {}

    /**
     * The caller's running attempt with its task, both locked: the fence of everything an attempt may do. Fails with
     * {@code lease_lost} once it has ended or lapsed, {@code not_found} for anybody else's.
     */
    public Future<HeldAttempt> live(OrganizationTx tx, Caller caller, long attempt) {
        return own(tx, caller, attempt).map(HeldAttempt::requireLive);
    }

    /**
     * Extends the lease to {@code lease} from now, unless it holds longer already. Percent and note go to the task's
     * history. Fails as {@link #live}, and with {@code validation_failed} for what is out of bounds.
     *
     * @param lease null for the deployment's default
     * @param percent 0 to 100
     */
    public Future<Renewal> renew(
            OrganizationTx tx,
            Caller caller,
            long attempt,
            @Nullable Duration lease,
            @Nullable Integer percent,
            @Nullable String note) {
        var wanted = Bounds.lease(lease, settings.lease());
        Bounds.count("percent", percent == null ? null : percent.longValue(), 100);
        Bounds.text("note", note, Bounds.NOTE_BYTES);
        return live(tx, caller, attempt).compose(held -> {
            var progress = progress(percent, note);
            if (progress != null) {
                tasks.note(tx, caller.principal(), held.task(), "progress", progress, attempt);
            }
            return queries.renew(tx, attempt, wanted, percent)
                    .map(until ->
                            new Renewal(attempt, until, held.task().status().isTerminal(), held.task()));
        });
    }

    /**
     * Ends the caller's attempt and lets go of the task: success moves it to {@code in_review} or {@code done}, anything
     * else back to {@code todo}. A task that was finished or shelved meanwhile stays where it is.
     *
     * <p>A success that lacks evidence for {@code done} leads to {@code in_review}; one that lacks it for that too fails
     * with {@code gate_failed}, and the attempt goes on, because only then the evidence can be attached.
     *
     * <p>Finishing once more with the same status gives the same answer. Fails with {@code lease_lost} where the attempt
     * has lapsed or ended otherwise, {@code not_found} for anybody else's.
     */
    public Future<Finished> finish(
            OrganizationTx tx, Caller caller, long attempt, AttemptStatus status, Outcome outcome) {
        return finish(tx, caller, attempt, status, Set.of(), outcome);
    }

    /**
     * The same for those who cannot tell some ends from {@code status}: an attempt that has ended as one of them stays as
     * it is.
     */
    public Future<Finished> finish(
            OrganizationTx tx,
            Caller caller,
            long attempt,
            AttemptStatus status,
            Set<AttemptStatus> asGoodAs,
            Outcome outcome) {
        if (!ENDS.contains(status)) {
            throw new Failure.InvalidInput(
                            "status",
                            "an attempt does not finish as " + status.wire(),
                            ENDS.stream().map(AttemptStatus::wire).toList())
                    .asException();
        }
        return own(tx, caller, attempt)
                .compose(held -> missing(tx, held.task(), status).compose(missing -> {
                    var now = held.attempt().status();
                    if (now == status || asGoodAs.contains(now)) {
                        var task = held.task();
                        return finished(tx, held.attempt(), task, task.status(), task.version(), missing);
                    }
                    return end(tx, caller, held.requireLive(), status, outcome, missing);
                }));
    }

    /**
     * Ends the caller's attempt as success with its task done, whatever the project asks for: of a task that only answers
     * another. Fails with {@code lease_lost} where {@code held} is not live.
     */
    public Future<Finished> complete(OrganizationTx tx, Caller caller, HeldAttempt held, Outcome outcome) {
        return end(tx, caller, held.requireLive(), AttemptStatus.SUCCESS, outcome, TaskStatus.DONE)
                .compose(ended ->
                        finished(tx, ended.attempt(), held.task(), TaskStatus.DONE, ended.version(), List.of()));
    }

    /** What the task lacks for {@code done}, where a success could lead there. */
    private Future<List<String>> missing(OrganizationTx tx, TaskState task, AttemptStatus status) {
        return status == AttemptStatus.SUCCESS && !isSettled(task)
                ? evidence.missing(tx, task.project(), task.id(), TaskStatus.DONE)
                : Future.succeededFuture(List.of());
    }

    @Override
    public Future<Void> end(OrganizationTx tx, Caller caller, TaskState task, TaskStatus status) {
        var attempt = task.holderAttempt();
        if (attempt == null) {
            return Future.succeededFuture();
        }
        var ended = Tasks.holder(caller.principal()).equals(task.holder())
                ? AttemptStatus.endedBy(status)
                : AttemptStatus.ABORTED;
        tx.last(queries.forgetLease(tx, attempt));
        return end(tx, attempt, ended, Outcome.NONE).mapEmpty();
    }

    /**
     * The caller's running attempts whose claim was promised {@code promised} or more, and of which less than {@code atLeast}
     * is left: those to renew for clients that cannot do it themselves. At most a hundred.
     */
    public Future<List<Long>> running(ReadTx tx, Caller caller, Duration promised, Duration atLeast) {
        return queries.running(tx, caller.principal(), promised, atLeast);
    }

    /** Which of the caller's organizations an attempt belongs to; fails with {@code not_found} where there is none. */
    public Future<OrganizationId> home(ReadTx tx, long attempt) {
        return queries.home(tx, attempt)
                .map(found -> found.orElseThrow(() -> new Failure.NotFound("attempt").asException()));
    }

    private Future<HeldAttempt> own(OrganizationTx tx, Caller caller, long attempt) {
        return queries.lock(tx, caller, attempt)
                .map(found -> found.orElseThrow(() -> new Failure.NotFound("attempt").asException()));
    }

    private Future<Finished> end(
            OrganizationTx tx,
            Caller caller,
            HeldAttempt held,
            AttemptStatus status,
            Outcome outcome,
            List<String> missing) {
        var task = held.task();
        var to = next(caller, task, status, !missing.isEmpty());
        var shown = to == TaskStatus.IN_REVIEW && to != task.status()
                ? evidence.require(tx, task.project(), task.id(), to)
                : Future.<Void>succeededFuture();
        return shown.compose(may -> end(tx, caller, held, status, outcome, to))
                .compose(ended -> finished(tx, ended.attempt(), task, to, ended.version(), missing));
    }

    /** Ends it, and counts that once it is committed. */
    private Future<Optional<Attempt>> end(OrganizationTx tx, long attempt, AttemptStatus status, Outcome outcome) {
        return queries.end(tx, attempt, status, outcome).map(ended -> {
            ended.ifPresent(one -> tx.afterCommit(() -> one.count(metrics)));
            return ended;
        });
    }

    private record Ended(Attempt attempt, int version) {}

    private Future<Ended> end(
            OrganizationTx tx, Caller caller, HeldAttempt held, AttemptStatus status, Outcome outcome, TaskStatus to) {
        var id = held.attempt().id();
        var task = held.task();
        var ended = end(tx, id, status, outcome);
        var version = to == task.status()
                ? Future.succeededFuture(task.version())
                : tasks.setStatus(tx, caller.principal(), task, to, "finished", outcome.notes(), id);
        if (to == task.status()) {
            tasks.note(tx, caller.principal(), task, "finished", outcome.notes(), id);
        }
        tx.last(queries.forgetLease(tx, id));
        return Future.all(ended, version)
                .map(done -> new Ended(ended.result().orElseThrow(held::leaseLost), version.result()));
    }

    private Future<Finished> finished(
            OrganizationTx tx, Attempt attempt, TaskState task, TaskStatus now, int version, List<String> missing) {
        return (now.satisfiesDependents() ? tasks.unblocked(tx, task) : Future.succeededFuture(List.<String>of()))
                .map(unblocked -> new Finished(attempt, task, now, version, unblocked, missing));
    }

    /** Nothing that an attempt ends as moves it. */
    private static boolean isSettled(TaskState task) {
        return task.status().isTerminal() || task.status() == TaskStatus.BACKLOG;
    }

    private static TaskStatus next(Caller caller, TaskState task, AttemptStatus status, boolean lacks) {
        if (isSettled(task)) {
            return task.status();
        }
        if (status != AttemptStatus.SUCCESS) {
            return TaskStatus.TODO;
        }
        return lacks || task.reviewRequired() || caller.organization().policy().reviewRequired()
                ? TaskStatus.IN_REVIEW
                : TaskStatus.DONE;
    }

    private static @Nullable String progress(@Nullable Integer percent, @Nullable String note) {
        if (percent == null) {
            return note;
        }
        return note == null ? percent + " %" : percent + " %: " + note;
    }
}
