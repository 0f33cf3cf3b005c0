package dev.rota.attempt;

import dev.rota.attempt.Claim.Reason;
import dev.rota.attempt.ClaimQueries.NoneReady;
import dev.rota.attempt.ClaimQueries.NotClaimable;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditObject;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.observe.Metrics;
import dev.rota.observe.WorkMetrics;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskStatus;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes tasks. At most one principal gets each. */
public final class Claims {
    /** For when others are at the same tasks this very moment. */
    private static final long AT_ONCE_MS = 100;

    private final AttemptSettings settings;
    private final AuditLog audit;
    private final WorkMetrics metrics;
    private final ClaimQueries queries = new ClaimQueries();

    /** Counts where nobody looks. */
    public Claims(AttemptSettings settings, AuditLog audit) {
        this(settings, audit, new Metrics().work());
    }

    public Claims(AttemptSettings settings, AuditLog audit, WorkMetrics metrics) {
        this.settings = settings;
        this.audit = audit;
        this.metrics = metrics;
    }

    /**
     * Claims the named task, or the best ready one that matches, and starts an attempt.
     *
     * <p>Fails with {@code not_found} for a task or project out of sight, {@code invalid_transition} for a task that is
     * finished, {@code insufficient_scope} for one that asks for checks of a caller without {@code quality:run}, {@code
     * validation_failed} for a lease out of bounds.
     */
    public Future<Claim> claim(OrganizationTx tx, Caller caller, ClaimRequest request) {
        Bounds.text("notes", request.notes(), Bounds.NOTE_BYTES);
        return Future.all(
                        oneAtATime(tx, caller), // sent together, done in this order
                        take(tx, caller, request))
                .compose(sent -> made(sent.resultAt(1))
                        .map(claim -> Future.<Claim>succeededFuture(claim))
                        .orElseGet(() -> refused(tx, caller, request)));
    }

    /** Waits until no other claim of the caller is under way. Whoever locks a task and then claims it, does this first. */
    Future<Void> oneAtATime(OrganizationTx tx, Caller caller) {
        return queries.oneAtATime(tx, caller.principal()).mapEmpty();
    }

    private Future<Optional<Claim.Made>> take(OrganizationTx tx, Caller caller, ClaimRequest request) {
        var lease = Bounds.lease(request.lease(), settings.lease());
        return queries.claim(tx, caller, request, lease.toSeconds(), settings.maxAttempts())
                .map(taken -> {
                    taken.filter(Claim.Made::endedLapsed).ifPresent(claim -> recordLapse(tx, claim));
                    return taken;
                });
    }

    /** What the sweep would have written, had it come first. */
    private void recordLapse(OrganizationTx tx, Claim.Made claim) {
        var system = Caller.system(tx.organization(), UUID.randomUUID().toString());
        tx.afterCommit(() -> metrics.ended(AttemptStatus.EXPIRED.wire(), null, null, null, null));
        audit.record(tx, system, LeaseSweep.EXPIRE, new AuditObject("task", claim.task(), claim.key()), List.of());
    }

    private static Optional<Claim> made(Optional<Claim.Made> taken) {
        return taken.map(claim -> claim);
    }

    private Future<Claim> refused(OrganizationTx tx, Caller caller, ClaimRequest request) {
        var task = request.task();
        return task == null
                ? queries.whyNone(tx, caller, request, settings.maxAttempts()).map(why -> noneReady(caller, why))
                : named(tx, caller, request, task);
    }

    private static Claim noneReady(Caller caller, NoneReady why) {
        if (!why.projectKnown()) {
            throw new Failure.NotFound("project").asException();
        }
        return why.held() >= caller.organization().policy().maxClaims()
                ? new Claim.Refused(Reason.LIMIT, null, null)
                : new Claim.Refused(Reason.NONE_READY, why.ready() ? AT_ONCE_MS : null, positive(why.blocked()));
    }

    /** A task that turns out to be free after all was let go a moment ago: it is worth one more try. */
    private Future<Claim> named(OrganizationTx tx, Caller caller, ClaimRequest request, TaskRef task) {
        return queries.whyNot(tx, caller, task, settings.maxAttempts()).compose(found -> {
            var why = found.orElseThrow(() -> new Failure.NotFound("task").asException());
            var refusal = refusal(caller, why);
            return refusal.isPresent()
                    ? Future.succeededFuture(refusal.get())
                    : take(tx, caller, request).map(again -> made(again)
                            .orElseGet(() -> new Claim.Refused(Reason.ALREADY_CLAIMED, AT_ONCE_MS, null)));
        });
    }

    private static Optional<Claim> refusal(Caller caller, NotClaimable why) {
        if (why.forRunners()) {
            caller.require(Set.of(Scope.QUALITY_RUN));
        }
        var lapsed = why.leaseMs() != null && why.leaseMs() <= 0;
        if (why.status().isTerminal() || (lapsed && why.lastChance())) {
            throw finished(why.key(), why.status().isTerminal() ? why.status() : TaskStatus.FAILED);
        }
        if (why.leaseMs() != null && !lapsed) {
            return Optional.of(new Claim.Refused(Reason.ALREADY_CLAIMED, why.leaseMs(), null));
        }
        if (why.blocked() > 0 || why.asked()) {
            return Optional.of(new Claim.Refused(Reason.BLOCKED, null, positive(why.blocked())));
        }
        return why.held() >= caller.organization().policy().maxClaims()
                ? Optional.of(new Claim.Refused(Reason.LIMIT, null, null))
                : Optional.empty();
    }

    private static RuntimeException finished(String key, TaskStatus status) {
        return new Failure.InvalidInput(
                        FailureCode.INVALID_TRANSITION,
                        "task",
                        key + " is " + status.wire() + "; reopen it first",
                        List.copyOf(status.next().stream().map(TaskStatus::wire).toList()))
                .asException();
    }

    private static @Nullable Long positive(long count) {
        return count > 0 ? count : null;
    }
}
