package dev.rota.rest;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.Membership;
import dev.rota.identity.SystemRole;
import dev.rota.limit.Allowance;
import dev.rota.organization.Rights;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/** Whether a caller may use an endpoint, as far as is known before its transaction begins. */
final class Admittance {
    /** How long after a sign-in a grant counts for what must be {@link Access#fresh} (security A24). */
    static final Duration FRESH = Duration.ofMinutes(15);

    private static final int ORGANIZATIONS = 100_000;

    private final Allowance rare;
    private final Clock clock;

    /** @param rarePerHour how often an organization may use a {@link Access#rare} endpoint in an hour */
    Admittance(int rarePerHour, Clock clock) {
        this.rare = Allowance.wholly(rarePerHour, Duration.ofHours(1), ORGANIZATIONS);
        this.clock = clock;
    }

    /**
     * Fails with {@code insufficient_scope}, {@code forbidden} or {@code reauthentication_required}.
     *
     * @param caller already in the organization of the path, where there is one
     */
    void require(Endpoint endpoint, Caller caller) {
        var access = endpoint.access();
        if (access.scope() != null) {
            caller.require(Set.of(access.scope()));
        }
        if (access.door() == Access.Door.MEMBER) {
            requirePermission(access, caller.organization());
        }
        if (access.fresh() && !isFresh(caller)) {
            throw stale();
        }
    }

    /** Takes one of the times that an endpoint may be used, if it is a {@link Access#rare} one. Fails with {@code rate_limited}. */
    void take(Endpoint endpoint, Caller caller) {
        if (endpoint.access().rare()) {
            rare.take(Rare.of(endpoint, caller));
        }
    }

    /** Undoes {@link #take} where the caller turned out not to be who they were taken for. */
    void giveBack(Endpoint endpoint, Caller caller) {
        if (endpoint.access().rare()) {
            rare.giveBack(Rare.of(endpoint, caller));
        }
    }

    private static void requirePermission(Access access, Membership membership) {
        var permission = access.permission();
        if ((permission != null && !membership.permits(permission))
                || (access.ownersOnly() && !membership.role().equals(SystemRole.OWNER.wire()))) {
            throw Rights.forbidden();
        }
    }

    /** What is told to those who would have to sign in anew. */
    static RuntimeException stale() {
        return new Failure.Refused(
                        FailureCode.REAUTHENTICATION_REQUIRED,
                        "This needs a sign-in of the last " + FRESH.toMinutes() + " minutes")
                .asException();
    }

    /** Whether the caller's person signed in lately, or the credential is one whose minting needed that (security A24). */
    boolean isFresh(Caller caller) {
        if (caller.credential().kind().isStatic()) {
            return true;
        }
        var at = caller.credential().authenticatedAt();
        return at != null && at.plus(FRESH).isAfter(clock.instant());
    }

    /** @param whose the organization's, or the person's where none is named */
    private record Rare(String operation, String whose) {
        static Rare of(Endpoint endpoint, Caller caller) {
            return new Rare(
                    endpoint.name(),
                    endpoint.access().door() == Access.Door.MEMBER
                            ? "organization " + caller.organization().organization()
                            : "person " + caller.principal().id());
        }
    }
}
