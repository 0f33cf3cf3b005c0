package dev.rota.dialect;

import dev.rota.attempt.Artifact;
import dev.rota.attempt.Artifacts;
import dev.rota.attempt.Attempt;
import dev.rota.attempt.AttemptStatus;
import dev.rota.attempt.Attempts;
import dev.rota.attempt.Claim;
import dev.rota.attempt.ClaimRequest;
import dev.rota.attempt.Claims;
import dev.rota.attempt.HeldAttempt;
import dev.rota.attempt.Outcome;
import dev.rota.audit.AuditObject;
import dev.rota.audit.Change;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.TaskView;
import dev.rota.task.TaskViews;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Work on tasks, answered in a dialect's own objects: an attempt with its task, and what it leaves behind. */
public final class DialectAttempts {
    private final Operations operations;
    private final Tasks tasks;
    private final Claims claims;
    private final Attempts attempts;
    private final Artifacts artifacts;
    private final TaskViews views = new TaskViews();

    public DialectAttempts(Operations operations, Tasks tasks, Claims claims, Attempts attempts, Artifacts artifacts) {
        this.operations = operations;
        this.tasks = tasks;
        this.claims = claims;
        this.attempts = attempts;
        this.artifacts = artifacts;
    }

    /**
     * An attempt and its task, as they are now.
     *
     * @param unblocked keys of tasks that waited for this one and now wait for nothing
     * @param missing what the task must still show before it is done, after a success
     */
    public record Work(Attempt attempt, TaskView task, List<String> unblocked, List<String> missing) {
        public Work {
            unblocked = List.copyOf(unblocked);
            missing = List.copyOf(missing);
        }
    }

    /** Evidence as it was attached. */
    public record Attached(long attempt, Artifact artifact, Artifacts.Added added) {}

    /**
     * Starts an attempt on the named task, or on the next ready one. Where nothing is claimed it fails with {@code
     * already_claimed}, {@code blocked}, {@code limit_exceeded} or, where none is ready, {@code not_found}; else as {@link
     * Claims#claim}.
     */
    public Future<JsonBytes> claim(DialectCall call, ClaimRequest request, Members<Work> answer) {
        return claim(call, request, answer, refused -> {
            throw failure(refused).asException();
        });
    }

    /**
     * The same for dialects in which finding nothing to do is an answer.
     *
     * @param otherwise what is answered where nothing is claimed
     */
    public Future<JsonBytes> claim(
            DialectCall call,
            ClaimRequest request,
            Members<Work> answer,
            Function<Claim.Refused, JsonBytes> otherwise) {
        var ref = request.task();
        var home = ref == null
                ? Future.succeededFuture(call.caller())
                : operations.home(call.caller(), call.action(), tx -> tasks.home(tx, call.caller(), ref));
        return home.compose(
                caller -> operations.change(caller, call.action(), call.key(), tx -> claims.claim(tx, caller, request)
                        .compose(claim -> claim instanceof Claim.Made made
                                ? started(tx, caller, made, answer)
                                : Future.succeededFuture(Answer.of(otherwise.apply((Claim.Refused) claim))))));
    }

    private Future<Answer> started(OrganizationTx tx, Caller caller, Claim.Made made, Members<Work> answer) {
        return Future.all(attempts.live(tx, caller, made.attempt()), views.written(tx, made.task()))
                .map(read -> {
                    HeldAttempt held = read.resultAt(0);
                    TaskView task = read.resultAt(1);
                    return new Answer(
                            json(caller, new Work(held.attempt(), task, List.of(), List.of()), answer),
                            DialectTasks.about(task),
                            changed(made.before(), task.status().wire()));
                });
    }

    private static Failure failure(Claim.Refused refused) {
        var details = new JsonObject();
        if (refused.retryAfterMs() != null) {
            details.put("retry_after_ms", refused.retryAfterMs());
        }
        if (refused.blockedCount() != null) {
            details.put("blocked_count", refused.blockedCount());
        }
        return switch (refused.reason()) {
            case ALREADY_CLAIMED ->
                new Failure.Conflict(FailureCode.ALREADY_CLAIMED, "Somebody is working on this task", null, details);
            case BLOCKED ->
                new Failure.Conflict(
                        FailureCode.BLOCKED,
                        "This task waits for other tasks, or for a person's answer",
                        null,
                        details);
            case LIMIT ->
                new Failure.Conflict(
                        FailureCode.LIMIT_EXCEEDED,
                        "You hold as many tasks as you may",
                        "Finish one of your attempts first.",
                        details);
            case NONE_READY -> new Failure.NotFound("ready task");
        };
    }

    /**
     * Ends the caller's attempt. One that is shown as {@code status} already stays as it is, and so does what it says of
     * itself. Fails as {@link Attempts#finish}.
     *
     * @param asGoodAs what the dialect shows as {@code status} too
     */
    public Future<JsonBytes> finish(
            DialectCall call,
            long attempt,
            AttemptStatus status,
            Set<AttemptStatus> asGoodAs,
            Outcome outcome,
            Members<Work> answer) {
        return at(call, attempt, (tx, caller) -> attempts.finish(tx, caller, attempt, status, asGoodAs, outcome)
                .compose(finished -> views.written(tx, finished.task().id())
                        .map(task -> new Answer(
                                json(
                                        caller,
                                        new Work(finished.attempt(), task, finished.unblocked(), finished.missing()),
                                        answer),
                                DialectTasks.about(task),
                                changed(
                                        finished.task().status().wire(),
                                        finished.status().wire())))));
    }

    /** Attaches evidence to the caller's running attempt. Fails as {@link Artifacts#add}. */
    public Future<JsonBytes> attach(DialectCall call, long attempt, Artifact artifact, Members<Attached> answer) {
        return at(call, attempt, (tx, caller) -> artifacts
                .add(tx, caller, attempt, artifact)
                .map(added -> Answer.about(
                        new AuditObject("task", added.task().id(), added.task().key()),
                        answer.document(new Attached(attempt, artifact, added)))));
    }

    private Future<JsonBytes> at(
            DialectCall call, long attempt, BiFunction<OrganizationTx, Caller, Future<Answer>> work) {
        return operations
                .home(call.caller(), call.action(), tx -> attempts.home(tx, attempt))
                .compose(caller -> operations.change(caller, call.action(), call.key(), tx -> work.apply(tx, caller)));
    }

    private static JsonBytes json(Caller caller, Work work, Members<Work> answer) {
        return ResponseCap.of(caller)
                .fitting(longest -> answer.document(
                        new Work(work.attempt(), work.task().cutTo(longest), work.unblocked(), work.missing())));
    }

    private static List<Change> changed(String before, String after) {
        return before.equals(after) ? List.of() : List.of(new Change("status", before, after));
    }
}
