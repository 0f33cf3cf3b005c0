package dev.rota.oauth.issued;

import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.http.Routes;
import dev.rota.identity.RequestInfo;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.Parameters;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.client.ClientEndpoint;
import dev.rota.oauth.client.ClientEndpoint.Answer;
import dev.rota.oauth.grant.AuditedGrants;
import dev.rota.oauth.grant.Grant;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import java.util.Optional;

/**
 * {@code POST /auth/revoke} (RFC 7009). Whichever token of a grant is given back, the grant ends with it, and the very next call
 * is refused. A client learns nothing of tokens that are not its own (security A17).
 */
public final class RevocationRoutes implements Routes {
    private static final String PATH = Issuer.PATH + "/revoke";

    private final Database database;
    private final AuthEvents events;
    private final ClientEndpoint endpoint;
    private final IssuedTokens tokens;
    private final AuditedGrants grants;

    public RevocationRoutes(
            Database database, AuthEvents events, ClientEndpoint endpoint, IssuedTokens tokens, AuditedGrants grants) {
        this.database = database;
        this.events = events;
        this.endpoint = endpoint;
        this.tokens = tokens;
        this.grants = grants;
    }

    @Override
    public void mount(Router router) {
        router.post(PATH).handler(ctx -> endpoint.serveAlways(ctx, parameters -> AuthEvent.Kind.REVOKE, this::answer));
    }

    private Future<Answer> answer(Client client, Parameters parameters, RequestInfo info) {
        return tokens.read(parameters.require("token"))
                .compose(token -> token.map(known -> revoke(client, known, info))
                        .orElseGet(() -> events.record(event("unknown", client, info))))
                .map(done -> Answer.of(""));
    }

    private Future<Void> revoke(Client client, IssuedToken token, RequestInfo info) {
        return database.inIdentity(tx -> tokens.find(tx, token, info.startedNanos())
                .compose(found -> revoke(tx, client, found.map(IssuedTokens.Found::grant), info)));
    }

    private Future<Void> revoke(IdentityTx tx, Client client, Optional<Grant> found, RequestInfo info) {
        var own = found.filter(grant -> grant.terms().clientId().equals(client.id()));
        if (own.isEmpty()) {
            events.record(tx, event(found.isEmpty() ? "unknown" : "wrong_client", client, info));
            return Future.succeededFuture();
        }
        var grant = own.get();
        events.record(
                tx,
                event(AuthEvent.OK, client, info).withUser(grant.terms().user()).withGrant(grant.id()));
        // A machine client gives back tokens, not what the operator has granted it.
        return (grant.terms().agent() == null
                        ? grants.revoke(tx, grant, "client", info)
                        : grants.replace(tx, grant, "client", info))
                .mapEmpty();
    }

    private static AuthEvent event(String reason, Client client, RequestInfo info) {
        return AuthEvent.of(AuthEvent.Kind.REVOKE, reason, info).withClient(client.id());
    }
}
