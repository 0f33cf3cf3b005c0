package dev.rota.organization;

import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.Permission;
import io.vertx.core.Future;

/**
 * Who belongs to an organization as what. Whoever changes that must have it {@link Rights#alone}: else two owners could
 * each take the other for the one who stays (security M3).
 */
public final class Members {
    private final MemberQueries queries = new MemberQueries();
    private final Rights rights = new Rights();
    private final RoleQueries roles = new RoleQueries();

    /**
     * Gives a member another role; what it was before. Fails with {@code not_found} for a member, {@code validation_failed}
     * for a role that the organization does not have, {@code forbidden} where either is beyond the caller (M4), and
     * {@code last_owner}.
     */
    public Future<String> setRole(OrganizationTx tx, Caller caller, long user, String role) {
        return rights.held(tx, caller).compose(mine -> rights.of(tx, user)
                .compose(theirs -> roles.require(tx, role).compose(wanted -> {
                    var own = user == caller.principal().id();
                    if (!mine.covers(wanted) || !(own || mine.isAbove(theirs))) {
                        throw Rights.forbidden();
                    }
                    return keepOwner(tx, theirs.isOwner() && !wanted.isOwner())
                            .compose(kept -> queries.setRole(tx, user, role))
                            .map(done -> theirs.role());
                })));
    }

    /**
     * Ends a membership with all that acted by it; what role it was. Everybody may leave. Fails with {@code not_found},
     * {@code forbidden} and {@code last_owner}.
     */
    public Future<String> remove(OrganizationTx tx, Caller caller, long user) {
        return rights.held(tx, caller).compose(mine -> rights.of(tx, user).compose(theirs -> {
            var own = user == caller.principal().id();
            if (!own && !(mine.permits(Permission.MEMBER_REMOVE) && mine.isAbove(theirs))) {
                throw Rights.forbidden();
            }
            return keepOwner(tx, theirs.isOwner())
                    .compose(kept -> queries.depart(tx, user))
                    .map(ended -> theirs.role());
        }));
    }

    private Future<Void> keepOwner(OrganizationTx tx, boolean oneLess) {
        if (!oneLess) {
            return Future.succeededFuture();
        }
        return queries.owners(tx).map(owners -> {
            if (owners < 2) {
                throw new Failure.Conflict(
                                FailureCode.LAST_OWNER,
                                "An organization has at least one owner; make somebody else one first")
                        .asException();
            }
            return null;
        });
    }
}
