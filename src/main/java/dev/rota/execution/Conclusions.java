package dev.rota.execution;

import dev.rota.attempt.Artifacts;
import dev.rota.attempt.AttemptStatus;
import dev.rota.attempt.Attempts;
import dev.rota.attempt.Outcome;
import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditObject;
import dev.rota.background.LeasedWork;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.identity.Membership;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Policy;
import dev.rota.identity.RequestInfo;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ends executions: the row, the answer as evidence, the attempt, the task and the event, in one transaction. */
final class Conclusions {
    private static final Action END = Action.system("end_execution");
    private static final String ARTIFACT = "answer.md";

    private final Attempts attempts;
    private final Artifacts artifacts;
    private final AuditLog audit;
    private final LeasedWork queue;
    private final TurnQueries queries = new TurnQueries();

    Conclusions(Attempts attempts, Artifacts artifacts, AuditLog audit, LeasedWork queue) {
        this.attempts = attempts;
        this.artifacts = artifacts;
        this.audit = audit;
        this.queue = queue;
    }

    /** Of an execution that is locked and not over. An attempt that has ended otherwise stays as it ended. */
    Future<Void> end(OrganizationTx tx, Execution execution, Ending ending) {
        tx.last(queries.end(tx, execution.id(), ending));
        queue.done(tx, execution.id());
        record(tx, execution, ending);
        if (!execution.live()) {
            return Future.succeededFuture();
        }
        var caller = caller(tx.organization(), execution);
        return answered(tx, caller, execution, ending).compose(kept -> finish(tx, caller, execution, ending));
    }

    /** Whoever asked for the execution; without their answer being enough, their organization wants a review. */
    static Caller caller(OrganizationId organization, Execution execution) {
        var request = new RequestInfo(UUID.randomUUID().toString(), null, "", "", System.nanoTime());
        var internal = Caller.internal(execution.principal(), organization, "execution", request);
        var policy =
                Policy.of(new JsonObject().put("review_required", execution.reviewed() || !execution.autoComplete()));
        return new Caller(
                internal.principal(),
                List.of(new Membership(organization, "", "", "", Set.of(), policy)),
                internal.credential(),
                internal.scopes(),
                internal.restrictions(),
                request);
    }

    private Future<Void> answered(OrganizationTx tx, Caller caller, Execution execution, Ending ending) {
        var response = ending.response();
        return response == null
                ? Future.succeededFuture()
                : artifacts
                        .keepLog(tx, caller, execution.attempt(), ARTIFACT, response)
                        .mapEmpty();
    }

    /** An answer that lacks what a gate asks for is not lost: the task goes back, and shows what was done. */
    private Future<Void> finish(OrganizationTx tx, Caller caller, Execution execution, Ending ending) {
        var status = attemptStatus(ending.status());
        return attempts.finish(tx, caller, execution.attempt(), status, outcome(execution, ending, ending.notes()))
                .recover(problem -> is(problem, FailureCode.GATE_FAILED)
                        ? attempts.finish(
                                tx,
                                caller,
                                execution.attempt(),
                                AttemptStatus.PARTIAL,
                                outcome(execution, ending, String.valueOf(problem.getMessage())))
                        : Future.failedFuture(problem))
                .mapEmpty();
    }

    private static AttemptStatus attemptStatus(ExecutionStatus status) {
        return switch (status) {
            case SUCCESS -> AttemptStatus.SUCCESS;
            case PARTIAL -> AttemptStatus.PARTIAL;
            case CANCELLED -> AttemptStatus.ABORTED;
            default -> AttemptStatus.FAILED;
        };
    }

    private static Outcome outcome(Execution execution, Ending ending, @Nullable String notes) {
        var cost = ending.costUsd();
        return new Outcome(
                notes,
                failureClass(ending.error()),
                execution.model(),
                ending.tokensInput(),
                ending.tokensOutput(),
                null,
                cost == null ? null : Double.valueOf(cost.doubleValue()),
                ending.wallClockMs());
    }

    /** In the words of {@code finish_attempt}. */
    private static @Nullable String failureClass(@Nullable String error) {
        if (error == null) {
            return null;
        }
        return switch (error) {
            case "timed_out" -> "timeout";
            case "rate_limited" -> "rate_limit";
            case "too_large" -> "context_limit";
            case "not_allowed", "principal_inactive", "secret_unreadable" -> "permission_error";
            default -> "tool_error";
        };
    }

    private void record(OrganizationTx tx, Execution execution, Ending ending) {
        var system = Caller.system(tx.organization(), UUID.randomUUID().toString());
        var facts = new JsonArray().add(fact("status", ending.status().wire()));
        if (ending.error() != null) {
            facts.add(fact("error", ending.error()));
        }
        audit.recordFacts(tx, system, END, new AuditObject("task", execution.task(), execution.key()), facts);
    }

    private static JsonObject fact(String field, String value) {
        return new JsonObject().put("field", field).put("after", value);
    }

    static boolean is(Throwable problem, FailureCode code) {
        return problem instanceof FailureException known && known.failure().code() == code;
    }
}
