package dev.rota.oauth.issuance;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import dev.rota.audit.AuthEvent;
import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.oauth.OAuthException;
import dev.rota.oauth.ProtectedResources;
import dev.rota.oauth.RequestedScopes;
import dev.rota.oauth.client.AuthenticationMethod;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.grant.Grant;
import dev.rota.oauth.grant.Granter;
import dev.rota.oauth.grant.Grants;
import io.vertx.core.Future;

/**
 * A machine client's own credentials (RFC 6749 section 4.4): it acts as the agent that the operator has made it for. Its grant
 * lasts on with each use; there is no refresh token, because the client can always come again.
 */
final class ClientCredentialsGrant implements GrantType {
    private final Database database;
    private final Grants grants;
    private final ProtectedResources resources;
    private final Decisions decisions;

    ClientCredentialsGrant(Database database, Grants grants, ProtectedResources resources, Decisions decisions) {
        this.database = database;
        this.grants = grants;
        this.resources = resources;
        this.decisions = decisions;
    }

    @Override
    public String name() {
        return Client.CLIENT_CREDENTIALS;
    }

    @Override
    public AuthEvent.Kind event() {
        return AuthEvent.Kind.CLIENT_CREDENTIALS;
    }

    @Override
    public Future<Decision> decide(TokenRequest request) {
        if (request.client().authentication() == AuthenticationMethod.NONE) {
            throw unauthorized("A client without credentials cannot have tokens for them", "public_client");
        }
        return database.inIdentity(tx -> grants.ofMachine(tx, request.client().id())
                .compose(grant -> decide(
                        tx,
                        request,
                        grant.filter(Grant::alive)
                                .orElseThrow(() -> unauthorized(
                                        "The client's grant was revoked or has lapsed unused; the operator can make another client",
                                        "grant_over")))));
    }

    private Future<Decision> decide(IdentityTx tx, TokenRequest request, Grant grant) {
        var resource = request.toolResource(grant.terms().resource(), resources);
        var scopes = RequestedScopes.cutTo(
                grant.terms().scopes(), request.parameters().get("scope"));
        return Granter.find(tx, grant.terms()).compose(owner -> {
            if (owner.isEmpty()) {
                return decisions.refuse(tx, event(), "no_organization", request, grant.terms(), grant.id());
            }
            return grants.extend(tx, grant)
                    .compose(extended ->
                            decisions.issue(tx, event(), request, new Issue(extended, resource, scopes, null)));
        });
    }

    private static OAuthException unauthorized(String why, String reason) {
        return new OAuthException(OAuth2Error.UNAUTHORIZED_CLIENT, why, reason);
    }
}
