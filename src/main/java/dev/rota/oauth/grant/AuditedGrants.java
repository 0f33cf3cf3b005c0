package dev.rota.oauth.grant;

import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditObject;
import dev.rota.database.IdentityTx;
import dev.rota.identity.Caller;
import dev.rota.identity.Principal;
import dev.rota.identity.RequestInfo;
import dev.rota.oauth.Account;
import io.vertx.core.Future;

/** Makes and ends grants, each with an event in every organization that the grant covers. */
public final class AuditedGrants {
    private final Grants grants;
    private final AuditLog audit;

    public AuditedGrants(Grants grants, AuditLog audit) {
        this.grants = grants;
        this.audit = audit;
    }

    /** A new grant of those terms. */
    public Future<Grant> add(IdentityTx tx, Terms terms, Account person, RequestInfo info) {
        return grants.add(tx, terms).onSuccess(grant -> record(tx, grant, person, "create_grant", info));
    }

    /**
     * Ends a grant and all that came from it; whether it was alive.
     *
     * @param because for the record, such as {@code code_reuse}
     */
    public Future<Boolean> revoke(IdentityTx tx, Grant grant, String because, RequestInfo info) {
        return Account.find(tx, grant.terms().user()).compose(person -> grants.revoke(tx, grant.key(), because)
                .onSuccess(ended -> person.filter(known -> ended)
                        .ifPresent(known -> record(tx, grant, known, "revoke_grant", info))));
    }

    /**
     * Ends a machine client's live grant and makes another of the same terms: tokens from it no longer count, the client may
     * have new ones.
     */
    public Future<Boolean> replace(IdentityTx tx, Grant grant, String because, RequestInfo info) {
        grants.forgetEnded(tx, grant.terms().clientId());
        return revoke(tx, grant, because, info)
                .compose(ended -> ended && grant.alive()
                        ? Account.find(tx, grant.terms().user())
                                .compose(person -> add(tx, grant.terms(), person.orElseThrow(), info))
                                .map(added -> true)
                        : Future.succeededFuture(ended));
    }

    private void record(IdentityTx tx, Grant grant, Account person, String action, RequestInfo info) {
        audit.record(
                tx,
                Caller.person(
                        principal(grant.terms(), person), grant.terms().organizationsOf(person), grant.id(), info),
                Action.auth(action),
                new AuditObject("grant", grant.key(), grant.id()));
    }

    private static Principal principal(Terms terms, Account person) {
        var agent = terms.agent();
        return agent == null
                ? new Principal(Principal.Kind.USER, person.id(), person.name(), null)
                : new Principal(Principal.Kind.AGENT, agent.id(), terms.clientName(), person.id());
    }
}
