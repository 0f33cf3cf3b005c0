package dev.rota.execution;

import dev.rota.attempt.AttemptStatus;
import dev.rota.attempt.Attempts;
import dev.rota.attempt.Claim;
import dev.rota.attempt.ClaimRequest;
import dev.rota.attempt.Claims;
import dev.rota.attempt.Outcome;
import dev.rota.audit.AuditObject;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.execution.ExecutionQueries.Spending;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.model.ModelEndpoint;
import dev.rota.model.ModelEndpoints;
import dev.rota.model.ModelEndpoints.Chosen;
import dev.rota.model.ModelServers;
import dev.rota.model.ModelSettings;
import dev.rota.task.TaskDocuments;
import dev.rota.task.TaskDocuments.TaskDocument;
import dev.rota.task.TaskRef;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Has tasks run on the models of their organization. */
public final class Executions {
    /** No tokenizer makes more of a text than a token of every second byte, but for what nobody writes. */
    private static final int BYTES_PER_TOKEN = 2;

    private final ModelEndpoints endpoints;
    private final ModelServers servers;
    private final ModelSettings settings;
    private final Claims claims;
    private final Attempts attempts;
    private final TaskDocuments documents;
    private final Runnable hint;
    private final ExecutionQueries queries = new ExecutionQueries();

    /** @param hint is told when an execution waits that was asked for here */
    public Executions(
            ModelEndpoints endpoints,
            ModelServers servers,
            ModelSettings settings,
            Claims claims,
            Attempts attempts,
            TaskDocuments documents,
            Runnable hint) {
        this.endpoints = endpoints;
        this.servers = servers;
        this.settings = settings;
        this.claims = claims;
        this.attempts = attempts;
        this.documents = documents;
        this.hint = hint;
    }

    /** An execution that waits for its turn. */
    public record Queued(long execution, long attempt, long task, String key, String model) {
        /** What the audit says it is about. */
        public AuditObject about() {
            return new AuditObject("task", task, key);
        }
    }

    /**
     * Claims the task for the caller and has it run on a model. The attempt is the caller's; it ends with the execution, and
     * an end that somebody else gives it ends the execution.
     *
     * <p>Fails with {@code not_found} for the task; {@code validation_failed} where the organization has no such model;
     * {@code unavailable} and {@code retry_after_ms} while the endpoint is left alone; {@code limit_exceeded} where a budget
     * of the endpoint or the organization is spent, too many executions wait or the caller holds enough; {@code already_claimed}, {@code blocked} and
     * {@code invalid_transition} as claiming does.
     *
     * @param model a model, an endpoint, or {@code endpoint/model}
     * @param autoComplete whether an answer finishes the task as a successful attempt does; else it waits {@code in_review}
     */
    public Future<Queued> run(OrganizationTx tx, Caller caller, TaskRef task, String model, boolean autoComplete) {
        return endpoints.choose(tx.reading(), model).compose(chosen -> {
            requireNoRest(chosen.endpoint());
            return documents
                    .readWhole(tx.reading(), caller, task)
                    .map(found -> found.orElseThrow(() -> new Failure.NotFound("task").asException()))
                    .compose(document -> queue(tx, caller, task, chosen, document, autoComplete));
        });
    }

    /** How an execution stands. Fails with {@code not_found} where there is none, or the caller does not see its task. */
    public Future<ExecutionView> find(ReadTx tx, Caller caller, long execution) {
        return queries.find(tx, caller, execution)
                .map(found -> found.orElseThrow(() -> new Failure.NotFound("execution").asException()));
    }

    /**
     * Ends the attempt of an execution, and so the execution as soon as its node notices; nothing where it has ended. Fails as
     * {@link #find}, and with {@code not_found} for anybody else's attempt.
     */
    public Future<ExecutionView> cancel(OrganizationTx tx, Caller caller, long execution) {
        return find(tx.reading(), caller, execution)
                .compose(standing -> standing.isOver()
                        ? Future.succeededFuture(standing)
                        : attempts.finish(tx, caller, standing.attempt(), AttemptStatus.ABORTED, Outcome.NONE)
                                .map(ended -> standing));
    }

    private Future<Queued> queue(
            OrganizationTx tx,
            Caller caller,
            TaskRef task,
            Chosen chosen,
            TaskDocument document,
            boolean autoComplete) {
        var endpoint = chosen.endpoint();
        var prompt =
                TaskPrompt.of(document.json().toJsonObject(), endpoint.limits().maxOutputTokens());
        var request = ModelServers.api(endpoint.provider()).body(chosen.model(), prompt);
        var reserved = reserved(endpoint, request);
        return admit(tx, caller, endpoint, reserved)
                .compose(admitted -> claims.claim(tx, caller, claim(task, chosen)))
                .map(claim -> made(claim, document.key()))
                .compose(made -> queries.add(tx, made.attempt(), made.task(), chosen, autoComplete, request, reserved)
                        .map(added -> new Queued(
                                added.orElseThrow(), made.attempt(), made.task(), made.key(), chosen.model())))
                .map(queued -> {
                    tx.afterCommit(hint);
                    return queued;
                });
    }

    /** From here to the commit the organization asks for nothing else, so what was counted stays true. */
    private Future<Void> admit(OrganizationTx tx, Caller caller, ModelEndpoint endpoint, BigDecimal reserved) {
        return queries.oneAtATime(tx)
                .compose(alone -> Future.all(queries.queued(tx, settings.queued()), queries.spent(tx, endpoint.id())))
                .map(counted -> {
                    if (counted.<Long>resultAt(0) >= settings.queued()) {
                        throw over("Too many executions wait already: " + settings.queued());
                    }
                    Spending spending = counted.resultAt(1);
                    Budget.of(endpoint).require(spending.ofEndpoint(), reserved);
                    Budget.of(caller.organization().policy(), settings).require(spending.ofOrganization(), reserved);
                    return null;
                });
    }

    /** The most it can cost: the whole request, and all that the model may say. */
    private static BigDecimal reserved(ModelEndpoint endpoint, JsonObject request) {
        var bytes = request.encode().getBytes(StandardCharsets.UTF_8).length;
        return Costs.bounded(endpoint.prices()
                .of(bytes / BYTES_PER_TOKEN + 1, endpoint.limits().maxOutputTokens()));
    }

    private ClaimRequest claim(TaskRef task, Chosen chosen) {
        return new ClaimRequest(
                task,
                null,
                List.of(),
                null,
                null,
                settings.longestWait(),
                "Run on " + chosen.endpoint().name() + "/" + chosen.model());
    }

    private static Claim.Made made(Claim claim, String key) {
        if (claim instanceof Claim.Made made) {
            return made;
        }
        var refused = (Claim.Refused) claim;
        var details = new JsonObject();
        if (refused.retryAfterMs() != null) {
            details.put("retry_after_ms", refused.retryAfterMs());
        }
        throw switch (refused.reason()) {
            case ALREADY_CLAIMED, NONE_READY ->
                refusal(
                        FailureCode.ALREADY_CLAIMED,
                        key + " is claimed already",
                        "Wait for that claim to end",
                        details);
            case BLOCKED ->
                refusal(FailureCode.BLOCKED, key + " waits for others or for an answer", "Finish those first", details);
            case LIMIT ->
                refusal(
                        FailureCode.LIMIT_EXCEEDED,
                        "You hold as many claims as you may; an execution is one",
                        "Wait until one of your executions or attempts has ended",
                        details);
        };
    }

    private void requireNoRest(ModelEndpoint endpoint) {
        servers.rest(endpoint).ifPresent(left -> {
            throw refusal(
                    FailureCode.UNAVAILABLE,
                    "The endpoint " + endpoint.name() + " has failed too often and is left alone for a while",
                    "Try again then, or use a model of another endpoint",
                    new JsonObject().put("retry_after_ms", millis(left)));
        });
    }

    private static long millis(Duration left) {
        return Math.max(1, left.toMillis());
    }

    private static RuntimeException over(String message) {
        return refusal(
                FailureCode.LIMIT_EXCEEDED, message, "Try again later, or ask an administrator", new JsonObject());
    }

    private static RuntimeException refusal(FailureCode code, String message, String hint, JsonObject details) {
        return new Failure.Conflict(code, message, hint, details).asException();
    }
}
