package dev.rota.check;

import dev.rota.attempt.Attempts;
import dev.rota.attempt.HeldAttempt;
import dev.rota.attempt.Outcome;
import dev.rota.check.CheckQueries.Request;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.quality.Gates;
import dev.rota.task.TaskState;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Records checks. */
public final class Checks {
    private final Attempts attempts;
    private final Gates gates;
    private final CheckQueries queries = new CheckQueries();

    public Checks(Attempts attempts, Gates gates) {
        this.attempts = attempts;
        this.gates = gates;
    }

    /**
     * A check that was recorded.
     *
     * @param satisfied whether the task now shows all that the gate asks for; false where there is no such gate
     * @param task that the attempt holds
     * @param hint what is to be known of a gate that does not exist; null for one that does
     */
    public record Recorded(long id, Finding finding, boolean satisfied, TaskState task, @Nullable String hint) {}

    /**
     * Records what the caller's attempt has found, as evidence of its task; on a check task, as evidence of the attempt that
     * asked for it, and the check task is done once all is answered. The same finding told again is the one that is there.
     *
     * <p>Fails as {@link Attempts#live}; on a check task also with {@code insufficient_scope} without {@code quality:run},
     * and with {@code validation_failed} for a check that nobody asked for.
     */
    public Future<Recorded> record(OrganizationTx tx, Caller caller, long attempt, Finding finding) {
        return attempts.live(tx, caller, attempt)
                .compose(held -> queries.request(tx, held.task().id()).compose(asked -> {
                    asked.ifPresent(request -> requireAnswer(caller, request, finding));
                    var subject = asked.orElseGet(() -> Request.itself(held.task(), attempt));
                    var landing = subject.attempt() == null ? attempt : subject.attempt();
                    return queries.record(tx, caller.principal(), subject.task(), landing, finding)
                            .compose(id -> told(tx, subject, finding)
                                    .map(told -> new Recorded(id, finding, told.satisfied(), held.task(), told.hint())))
                            .compose(recorded ->
                                    settle(tx, caller, held, asked, finding).map(recorded));
                }));
    }

    private static void requireAnswer(Caller caller, Request request, Finding finding) {
        caller.require(Set.of(Scope.QUALITY_RUN));
        if (!request.gates().contains(finding.gate())) {
            throw new Failure.InvalidInput("gate", "This task asks for other checks", request.gates()).asException();
        }
    }

    private record Told(boolean satisfied, @Nullable String hint) {}

    private Future<Told> told(OrganizationTx tx, Request subject, Finding finding) {
        return gates.lacking(tx, subject.projectId(), subject.task(), finding.gate())
                .compose(found -> found.isPresent()
                        ? Future.succeededFuture(new Told(found.get().isEmpty(), null))
                        : gates.names(tx, subject.task())
                                .map(names -> new Told(false, unknown(subject.project(), finding.gate(), names))));
    }

    private static String unknown(String project, String gate, List<String> names) {
        return project + " has no gate '" + gate + "'"
                + (names.isEmpty() ? "" : "; its gates are " + String.join(", ", names));
    }

    private Future<Void> settle(
            OrganizationTx tx, Caller caller, HeldAttempt held, Optional<Request> asked, Finding finding) {
        if (asked.isEmpty()) {
            return Future.succeededFuture();
        }
        return queries.answer(tx, held.task().id(), finding.gate())
                .compose(whole -> whole
                        ? attempts.complete(tx, caller, held, Outcome.NONE).mapEmpty()
                        : Future.succeededFuture());
    }
}
