package dev.rota.invitation;

import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.organization.Rights;
import dev.rota.organization.RoleQueries;
import dev.rota.token.OpaqueToken;
import dev.rota.token.Peppers;
import dev.rota.user.Users;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;

/**
 * Invites people: by their address, once, for 72 hours (security section 6). Nothing is mailed and no account is looked up,
 * so that nobody learns who has one (M9).
 */
public final class Invitations {
    private static final Duration LIFE = Duration.ofDays(3);
    private static final int MOST_OPEN = 500;

    private final Peppers peppers;
    private final URI publicUrl;
    private final InvitationQueries queries = new InvitationQueries();
    private final Rights rights = new Rights();
    private final RoleQueries roles = new RoleQueries();

    /** @param publicUrl of this deployment, where invitations are accepted */
    public Invitations(Peppers peppers, URI publicUrl) {
        this.peppers = peppers;
        this.publicUrl = publicUrl;
    }

    /**
     * Invites the owner of an address. Fails with {@code validation_failed}, {@code forbidden} where the role is not below
     * the caller's and they are no owner (M4), {@code already_exists} or {@code limit_exceeded}.
     */
    public Future<Invitation.Made> invite(OrganizationTx tx, Caller caller, String email, String role) {
        var address = Users.address(email);
        var token = OpaqueToken.random(OpaqueToken.Kind.INVITE);
        return rights.held(tx, caller)
                .compose(mine -> roles.require(tx, role).map(wanted -> {
                    if (!mine.isAbove(wanted)) {
                        throw Rights.forbidden();
                    }
                    return wanted;
                }))
                .compose(allowed -> room(tx, address))
                .compose(room -> queries.add(
                        tx,
                        address,
                        role,
                        peppers.hash(token),
                        caller.principal().id(),
                        LIFE.toSeconds()))
                .map(added ->
                        new Invitation.Made(added.orElseThrow(() -> exists("That address is invited already")), token));
    }

    private Future<Void> room(OrganizationTx tx, String address) {
        var open = queries.open(tx);
        return queries.belongs(tx, address)
                .compose(belongs -> open.map(count -> {
                    if (belongs) {
                        throw exists("The owner of that address is a member already");
                    }
                    if (count >= MOST_OPEN) {
                        throw new Failure.Conflict(
                                        FailureCode.LIMIT_EXCEEDED,
                                        MOST_OPEN + " invitations are open; withdraw some first")
                                .asException();
                    }
                    return null;
                }));
    }

    /** Fails with {@code not_found}. */
    public Future<Void> withdraw(OrganizationTx tx, long id) {
        return queries.remove(tx, id).map(removed -> {
            if (!removed) {
                throw new Failure.NotFound("invitation").asException();
            }
            return null;
        });
    }

    /** What the inviter passes on. */
    public String url(OpaqueToken token) {
        return publicUrl + "/auth/invitation?token=" + token.reveal();
    }

    private static RuntimeException exists(String why) {
        return new Failure.Conflict(FailureCode.ALREADY_EXISTS, why).asException();
    }
}
