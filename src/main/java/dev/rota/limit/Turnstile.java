package dev.rota.limit;

import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a call passes before it may cost anything: it still has time, its credential and organization have budget left,
 * and this node has room (security O1, O2, O4). What is refused here has not touched the database.
 */
public final class Turnstile {
    private final Deadlines deadlines;
    private final Budgets budgets;
    private final Admission admission;

    public Turnstile(Deadlines deadlines, Budgets budgets, Admission admission) {
        this.deadlines = deadlines;
        this.budgets = budgets;
        this.admission = admission;
    }

    /**
     * Runs {@code work} when it is its turn; fails with {@code RateLimited} or {@code Unavailable}, without it.
     *
     * @param weight {@link Budgets#READ} or {@link Budgets#WRITE}
     */
    public <T> Future<T> pass(Caller caller, Importance importance, int weight, Supplier<Future<T>> work) {
        try {
            deadlines.check(caller.request());
            pay(caller, importance, weight);
        } catch (FailureException refused) {
            return Future.failedFuture(refused);
        }
        return admission.admit(importance, () -> {
            deadlines.check(caller.request()); // its time may have ended while it waited
            return work.get();
        });
    }

    /** The same for one step of a call that has a time of its own, such as an import: each is paid for. */
    public <T> Future<T> step(Caller caller, Importance importance, int weight, Supplier<Future<T>> work) {
        try {
            pay(caller, importance, weight);
        } catch (FailureException refused) {
            return Future.failedFuture(refused);
        }
        return admission.admit(importance, work);
    }

    /**
     * The same for what was paid for already, such as one more look of a call that waits, or costs nothing as long as it
     * succeeds. Its deadline is its own to keep.
     */
    public <T> Future<T> again(Importance importance, Supplier<Future<T>> work) {
        return admission.admit(importance, work);
    }

    /** How much of its time the caller's call has left. */
    public Duration left(Caller caller) {
        return deadlines.left(caller.request());
    }

    /**
     * A read over several organizations is paid for by each. What changes something of a person's own, or finds out which
     * organization a change is meant for, is not: a budget that others have spent would keep it from happening in another.
     */
    private void pay(Caller caller, Importance importance, int weight) {
        var credential = caller.credential().id();
        if (importance == Importance.REVOCATION || (importance == Importance.WRITE && caller.spansOrganizations())) {
            var principal =
                    List.of(caller.principal().kind(), caller.principal().id());
            budgets.takeOwn(credential, principal, caller.callsPerMinute(), weight);
        } else if (caller.organizations().size() == 1) {
            budgets.take(credential, caller.organization().organization(), caller.callsPerMinute(), weight);
        } else {
            var organizations = new HashMap<OrganizationId, Integer>();
            caller.organizations()
                    .forEach(one ->
                            organizations.put(one.organization(), one.policy().callsPerMinute()));
            budgets.take(credential, organizations, caller.callsPerMinute(), weight);
        }
    }
}
