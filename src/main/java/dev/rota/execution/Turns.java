package dev.rota.execution;

import dev.rota.attempt.Attempts;
import dev.rota.background.LeasedWork;
import dev.rota.background.LeasedWork.Due;
import dev.rota.database.Database;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.FailureCode;
import dev.rota.identity.OrganizationId;
import dev.rota.model.ModelEndpoint;
import dev.rota.model.ModelEndpoints;
import dev.rota.model.ModelServers;
import dev.rota.model.ModelSettings;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whose turn it is. Each step is one transaction: an execution is taken, kept, about to be sent, put back or ended, and only
 * by the node whose fence it has.
 */
final class Turns {
    static final int MOST_TRIES = 3;

    /** Until a place may be free: the next that ends here asks at once. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Duration SHORTEST_LEASE = Duration.ofMinutes(1);

    private final Database database;
    private final LeasedWork queue;
    private final ModelEndpoints endpoints;
    private final ModelServers servers;
    private final ModelSettings settings;
    private final Attempts attempts;
    private final Conclusions conclusions;
    private final TurnQueries queries = new TurnQueries();

    Turns(
            Database database,
            LeasedWork queue,
            ModelEndpoints endpoints,
            ModelServers servers,
            ModelSettings settings,
            Attempts attempts,
            Conclusions conclusions) {
        this.database = database;
        this.queue = queue;
        this.endpoints = endpoints;
        this.servers = servers;
        this.settings = settings;
        this.attempts = attempts;
        this.conclusions = conclusions;
    }

    /** What may be taken, at most {@code most}: of each organization but {@code except} in turn, longest due first. */
    Future<List<Due>> due(int most, Set<OrganizationId> except) {
        return queries.due(database, most, except);
    }

    /** Takes the item, if it is still due, and begins it, if it may begin. */
    Future<Optional<Turn>> take(Due due) {
        return database.asWorker(due.organization(), tx -> queries.oneAtATime(tx)
                .compose(alone -> queue.take(tx, due.subject(), settings.lease()))
                .compose(taken -> taken ? taken(tx, due) : Future.succeededFuture(Optional.empty())));
    }

    private Future<Optional<Turn>> taken(OrganizationTx tx, Due due) {
        return queries.lock(tx, due.subject()).compose(found -> {
            if (found.isEmpty()
                    || found.get().status().isOver()) { // it is gone with its task, or nobody's turn any more
                queue.done(tx, due.subject());
                return Future.succeededFuture(Optional.empty());
            }
            return decide(tx, found.get());
        });
    }

    private Future<Optional<Turn>> decide(OrganizationTx tx, Execution execution) {
        if (!execution.live()) {
            var notes = "The attempt was ended otherwise, or waited too long";
            return ended(tx, execution, abandoned(execution, "claim_ended", notes));
        }
        if (!execution.entitled()) {
            var notes = "Whoever asked for it is no longer active in the organization";
            return ended(tx, execution, abandoned(execution, "principal_inactive", notes));
        }
        var endpoint = execution.endpoint();
        return (endpoint == null
                        ? Future.succeededFuture(Optional.<ModelEndpoint>empty())
                        : endpoints.byId(tx, endpoint))
                .compose(found -> decide(tx, execution, found));
    }

    private Future<Optional<Turn>> decide(OrganizationTx tx, Execution execution, Optional<ModelEndpoint> endpoint) {
        if (isDoubtful(execution, endpoint)) {
            return ended(
                    tx,
                    execution,
                    Ending.unknown(
                            FailureCode.OUTCOME_UNKNOWN.wire(),
                            "The node was lost after the request was sent, and a second one might be charged too"));
        }
        if (execution.tries() >= MOST_TRIES) {
            return ended(tx, execution, Ending.unknown("node_lost", "Nodes were lost during each of its requests"));
        }
        return endpoint.map(known -> admit(tx, execution, known))
                .orElseGet(() -> ended(
                        tx,
                        execution,
                        Ending.free(ExecutionStatus.ERROR, "endpoint_gone", "The endpoint was deleted")));
    }

    /** A request that may have been sent, of which no answer was written: only one that sends no bill is sent again. */
    private static boolean isDoubtful(Execution execution, Optional<ModelEndpoint> endpoint) {
        return execution.status() == ExecutionStatus.RUNNING
                && execution.sent()
                && !endpoint.map(ModelEndpoint::sendsNoBill).orElse(false);
    }

    private static Ending abandoned(Execution execution, String error, String notes) {
        return execution.sent()
                ? new Ending(ExecutionStatus.CANCELLED, error, notes, null, null, null, null, null)
                : Ending.free(ExecutionStatus.CANCELLED, error, notes);
    }

    private Future<Optional<Turn>> admit(OrganizationTx tx, Execution execution, ModelEndpoint endpoint) {
        var rest = servers.rest(endpoint);
        if (rest.isPresent()) {
            return waiting(tx, execution, rest.get());
        }
        var secret = endpoints.secret(endpoint);
        if (endpoint.sealed() != null && secret.isEmpty()) {
            var notes =
                    "The endpoint's secret was stored under an encryption key that the server does not know any more; set it again";
            return ended(tx, execution, Ending.free(ExecutionStatus.ERROR, "secret_unreadable", notes));
        }
        return queries.running(tx, execution.id(), endpoint.id()).compose(running -> {
            if (running.ofOrganization() >= settings.executionsOfOrganization()
                    || running.ofEndpoint() >= endpoint.limits().concurrency()) {
                return waiting(tx, execution, SOON);
            }
            return attempts.renew(
                            tx,
                            Conclusions.caller(tx.organization(), execution),
                            execution.attempt(),
                            lease(),
                            null,
                            null)
                    .compose(renewed -> queries.start(tx, execution.id()))
                    .map(fence ->
                            Optional.of(new Turn(tx.organization(), execution, fence, endpoint, secret.orElse(null))));
        });
    }

    private Future<Optional<Turn>> waiting(OrganizationTx tx, Execution execution, Duration time) {
        if (execution.status() == ExecutionStatus.RUNNING) {
            tx.last(queries.putBack(tx, execution.id()));
        }
        queue.putOff(tx, execution.id(), time);
        return Future.succeededFuture(Optional.empty());
    }

    private Future<Optional<Turn>> ended(OrganizationTx tx, Execution execution, Ending ending) {
        return conclusions.end(tx, execution, ending).map(Optional.empty());
    }

    /** The node lives. False where the turn has passed on, or the attempt was ended by somebody. */
    Future<Boolean> keep(Turn turn) {
        var id = turn.execution().id();
        return database.asWorker(turn.organization(), tx -> queries.held(tx, id, turn.fence())
                        .compose(held -> held ? renewed(tx, turn) : Future.succeededFuture(false)))
                .recover(problem -> Conclusions.is(problem, FailureCode.LEASE_LOST)
                                || Conclusions.is(problem, FailureCode.NOT_FOUND)
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(problem));
    }

    private Future<Boolean> renewed(OrganizationTx tx, Turn turn) {
        var caller = Conclusions.caller(turn.organization(), turn.execution());
        return attempts.renew(tx, caller, turn.execution().attempt(), lease(), null, null)
                .map(renewed -> {
                    queue.putOff(tx, turn.execution().id(), settings.lease());
                    return true;
                });
    }

    /** Of the attempt: its end is for when all nodes are gone. */
    private Duration lease() {
        var twice = settings.lease().multipliedBy(2);
        return twice.compareTo(SHORTEST_LEASE) < 0 ? SHORTEST_LEASE : twice;
    }

    /** Says in the row that the request is about to be sent. How many that makes; empty where the turn has passed on. */
    Future<Optional<Integer>> sending(Turn turn) {
        return database.asWorker(
                turn.organization(), tx -> queries.sending(tx, turn.execution().id(), turn.fence()));
    }

    /** Lets somebody try it again after that time. */
    Future<Void> putBack(Turn turn, Duration time) {
        return whileHeld(turn, (tx, execution) -> {
            tx.last(queries.putBack(tx, execution.id()));
            queue.putOff(tx, execution.id(), time);
            return Future.succeededFuture();
        });
    }

    Future<Void> end(Turn turn, Ending ending) {
        return whileHeld(
                turn,
                (tx, execution) -> conclusions.end(
                        tx, execution, execution.live() || ending.response() != null ? ending : cancelled(ending)));
    }

    private static Ending cancelled(Ending ending) {
        return new Ending(
                ExecutionStatus.CANCELLED,
                "claim_ended",
                ending.notes(),
                null,
                ending.tokensInput(),
                ending.tokensOutput(),
                ending.costUsd(),
                ending.wallClockMs());
    }

    @FunctionalInterface
    private interface Step {
        Future<Void> run(OrganizationTx tx, Execution execution);
    }

    /** Nothing, where the turn has passed on: whoever has it now writes what becomes of it. */
    private Future<Void> whileHeld(Turn turn, Step step) {
        return database.asWorker(
                turn.organization(),
                tx -> queries.lock(tx, turn.execution().id()).compose(found -> found.filter(
                                now -> now.fence() == turn.fence() && now.status() == ExecutionStatus.RUNNING)
                        .map(now -> step.run(tx, now))
                        .orElseGet(Future::succeededFuture)));
    }
}
