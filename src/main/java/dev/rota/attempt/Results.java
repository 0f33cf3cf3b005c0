package dev.rota.attempt;

import dev.rota.audit.Change;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.task.Sight;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskState;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reports of work that is over: each is an attempt that ends with it. */
public final class Results {
    private final Tasks tasks;
    private final Claims claims;
    private final Attempts attempts;
    private final Artifacts artifacts;
    private final ResultQueries queries = new ResultQueries();

    public Results(Tasks tasks, Claims claims, Attempts attempts, Artifacts artifacts) {
        this.tasks = tasks;
        this.claims = claims;
        this.attempts = attempts;
        this.artifacts = artifacts;
    }

    /** A result that was reported, with what it changed of its task. */
    public record Reported(Result result, TaskState task, List<Change> changes) {
        public Reported {
            changes = List.copyOf(changes);
        }
    }

    /**
     * Ends the caller's attempt at the task with the report, its response attached as a log. Where the caller does not hold
     * the task, it is claimed first; of a task that is finished already, the report is kept and moves nothing.
     *
     * <p>Fails with {@code not_found}, as {@link Attempts#finish}, and with {@code already_claimed}, {@code blocked} or
     * {@code limit_exceeded} where the task cannot be claimed.
     */
    public Future<Reported> report(OrganizationTx tx, Caller caller, TaskRef ref, ResultReport report) {
        return claims.oneAtATime(tx, caller) // a claim takes this lock before the task's too
                .compose(alone -> tasks.lock(tx, caller, ref))
                .compose(task -> {
                    var own = task.holderAttempt();
                    if (own != null && Tasks.holder(caller.principal()).equals(task.holder())) {
                        return end(tx, caller, own, report);
                    }
                    return task.status().isTerminal()
                            ? afterwards(tx, caller, task, report)
                            : claim(tx, caller, ref).compose(attempt -> end(tx, caller, attempt, report));
                });
    }

    private Future<Reported> afterwards(OrganizationTx tx, Caller caller, TaskState task, ResultReport report) {
        return queries.recordEnded(tx, caller.principal(), task, report.status(), report.outcome())
                .compose(attempt -> {
                    tasks.note(tx, caller.principal(), task, "reported", report.errorMessage(), attempt);
                    return told(tx, caller, attempt, report, task, List.of());
                });
    }

    private Future<Long> claim(OrganizationTx tx, Caller caller, TaskRef ref) {
        return claims.claim(tx, caller, ClaimRequest.of(ref)).map(claim -> {
            if (claim instanceof Claim.Made made) {
                return made.attempt();
            }
            throw refused((Claim.Refused) claim);
        });
    }

    private Future<Reported> end(OrganizationTx tx, Caller caller, long attempt, ResultReport report) {
        var response = report.response();
        return (response == null || response.isBlank()
                        ? Future.succeededFuture()
                        : artifacts.add(
                                tx, caller, attempt, new Artifact(ArtifactType.LOG, "response", response, null)))
                .compose(added -> attempts.finish(tx, caller, attempt, report.status(), report.outcome()))
                .compose(finished -> {
                    var before = finished.task().status();
                    var changes = before == finished.status()
                            ? List.<Change>of()
                            : List.of(new Change(
                                    "status", before.wire(), finished.status().wire()));
                    return told(tx, caller, attempt, report, finished.task(), changes);
                });
    }

    private Future<Reported> told(
            OrganizationTx tx, Caller caller, long attempt, ResultReport report, TaskState task, List<Change> changes) {
        return queries.report(tx, caller.principal(), attempt, task.id(), report)
                .compose(reported -> queries.one(tx.reading(), attempt))
                .map(result -> new Reported(result, task, changes));
    }

    /** Results of a task in the caller's sight, newest first, at most {@code limit}. */
    public Future<List<Result>> of(ReadTx tx, Caller caller, TaskRef ref, int limit) {
        return queries.of(tx, Sight.of(caller), ref, limit);
    }

    private static RuntimeException refused(Claim.Refused refusal) {
        var details = new JsonObject();
        put(details, "retry_after_ms", refusal.retryAfterMs());
        put(details, "blocked_count", refusal.blockedCount());
        return switch (refusal.reason()) {
            case BLOCKED -> conflict(FailureCode.BLOCKED, "The task waits for others or for a person", details);
            case LIMIT ->
                conflict(FailureCode.LIMIT_EXCEEDED, "You hold as many tasks as you may; finish one first", details);
            case ALREADY_CLAIMED, NONE_READY ->
                conflict(FailureCode.ALREADY_CLAIMED, "Somebody else is at this task", details);
        };
    }

    private static RuntimeException conflict(FailureCode code, String message, JsonObject details) {
        return new Failure.Conflict(code, message, null, details).asException();
    }

    private static void put(JsonObject json, String name, @Nullable Long value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
