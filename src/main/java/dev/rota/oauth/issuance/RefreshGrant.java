package dev.rota.oauth.issuance;

import dev.rota.audit.AuthEvent;
import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.oauth.ProtectedResources;
import dev.rota.oauth.RequestedScopes;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.grant.AuditedGrants;
import dev.rota.oauth.grant.Grant;
import dev.rota.oauth.grant.Granter;
import dev.rota.oauth.grant.Grants;
import dev.rota.oauth.grant.RefreshTokens;
import dev.rota.oauth.grant.RefreshTokens.Presented;
import dev.rota.oauth.grant.RefreshTokens.Standing;
import dev.rota.token.OpaqueToken;
import io.vertx.core.Future;
import java.util.Set;

/** A refresh token (RFC 6749 section 6, security A6 and A7). */
final class RefreshGrant implements GrantType {
    private final Database database;
    private final Grants grants;
    private final AuditedGrants audited;
    private final RefreshTokens refreshTokens;
    private final ProtectedResources resources;
    private final Decisions decisions;

    RefreshGrant(
            Database database,
            Grants grants,
            AuditedGrants audited,
            RefreshTokens refreshTokens,
            ProtectedResources resources,
            Decisions decisions) {
        this.database = database;
        this.grants = grants;
        this.audited = audited;
        this.refreshTokens = refreshTokens;
        this.resources = resources;
        this.decisions = decisions;
    }

    @Override
    public String name() {
        return Client.REFRESH_TOKEN;
    }

    @Override
    public AuthEvent.Kind event() {
        return AuthEvent.Kind.REFRESH;
    }

    @Override
    public Future<Decision> decide(TokenRequest request) {
        var token = OpaqueToken.parse(request.parameters().require("refresh_token"), Set.of(OpaqueToken.Kind.REFRESH))
                .orElseThrow(Decisions::unknown);
        return database.inIdentity(tx -> refreshTokens
                .find(tx, token, request.info().startedNanos())
                .compose(found -> {
                    var presented = found.orElseThrow(Decisions::unknown);
                    return grants.lock(tx, presented.grant())
                            .compose(grant -> decide(tx, request, presented, grant.orElseThrow(Decisions::unknown)));
                }));
    }

    private Future<Decision> decide(IdentityTx tx, TokenRequest request, Presented presented, Grant grant) {
        if (!grant.terms().clientId().equals(request.client().id())) {
            return refuse(tx, "wrong_client", request, grant);
        }
        if (!grant.alive()) {
            return refuse(tx, "grant_over", request, grant);
        }
        return refreshTokens.standing(tx, presented).compose(standing -> {
            if (standing == Standing.REUSED) {
                return audited.revoke(tx, grant, "refresh_reuse", request.info())
                        .compose(ended -> refuse(tx, "refresh_reuse", request, grant));
            }
            return standing.counts()
                    ? exchange(tx, request, presented, standing, grant)
                    : refuse(tx, standing == Standing.EXPIRED ? "expired" : "concurrent", request, grant);
        });
    }

    private Future<Decision> exchange(
            IdentityTx tx, TokenRequest request, Presented presented, Standing standing, Grant grant) {
        request.requireResource(grant.terms().resource(), resources);
        var scopes = RequestedScopes.within(
                request.parameters().get("scope"), grant.terms().scopes());
        return Granter.find(tx, grant.terms())
                .compose(person -> person.isEmpty()
                        ? refuse(tx, "no_organization", request, grant)
                        : refreshTokens
                                .exchange(tx, presented, standing, grant)
                                .compose(next -> decisions.issue(tx, event(), request, Issue.of(grant, scopes, next))));
    }

    private Future<Decision> refuse(IdentityTx tx, String reason, TokenRequest request, Grant grant) {
        return decisions.refuse(tx, event(), reason, request, grant.terms(), grant.id());
    }
}
