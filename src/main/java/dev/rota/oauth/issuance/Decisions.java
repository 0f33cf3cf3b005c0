package dev.rota.oauth.issuance;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.database.IdentityTx;
import dev.rota.oauth.OAuthException;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.client.Clients;
import dev.rota.oauth.grant.Grant;
import dev.rota.oauth.grant.RefreshTokens;
import dev.rota.oauth.grant.Terms;
import dev.rota.oauth.token.AccessTokens;
import dev.rota.token.OpaqueToken;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts what a grant type decides on record, in the transaction that it is decided in (security A28). */
final class Decisions {
    private final AuthEvents events;
    private final Clients clients;
    private final RefreshTokens refreshTokens;
    private final AccessTokens accessTokens;

    Decisions(AuthEvents events, Clients clients, RefreshTokens refreshTokens, AccessTokens accessTokens) {
        this.events = events;
        this.clients = clients;
        this.refreshTokens = refreshTokens;
        this.accessTokens = accessTokens;
    }

    /** What was presented is nothing of ours. */
    static OAuthException unknown() {
        return invalidGrant("unknown");
    }

    /** The one error for whatever is wrong with a code or a token, so that nobody learns which (RFC 6749 section 5.2). */
    static OAuthException invalidGrant(String reason) {
        return new OAuthException(
                OAuth2Error.INVALID_GRANT,
                "What was presented is invalid, expired, revoked, or was issued to another client",
                reason);
    }

    /** The first tokens of a new grant, with a refresh token for a client that is registered for it. */
    Future<Decision> issueFirst(IdentityTx tx, AuthEvent.Kind kind, TokenRequest request, Grant grant) {
        var refreshes = request.client().grantTypes().contains(Client.REFRESH_TOKEN);
        return (refreshes
                        ? refreshTokens.issue(tx, grant).map(Optional::of)
                        : Future.succeededFuture(Optional.<OpaqueToken>empty()))
                .compose(refresh ->
                        issue(tx, kind, request, Issue.of(grant, grant.terms().scopes(), refresh.orElse(null))));
    }

    /**
     * Signs before the commit: where it cannot be signed, nothing was used up and the client may come again. The signature
     * takes the transaction some milliseconds longer, and fails at once where too many wait for theirs.
     */
    Future<Decision> issue(IdentityTx tx, AuthEvent.Kind kind, TokenRequest request, Issue issue) {
        var grant = issue.grant();
        clients.used(tx, request.client());
        record(tx, kind, AuthEvent.OK, request, grant.terms(), grant.id());
        return accessTokens
                .issue(
                        grant.terms().subject(),
                        grant.terms().clientId(),
                        new AccessTokens.Origin(grant.id(), grant.expiresAt().toInstant()),
                        issue.resource(),
                        issue.scopes())
                .map(token -> new Decision.Tokens(token, issue.scopes(), issue.refresh()));
    }

    /** Refuses with {@code why} what is known; its reason goes on record. */
    Future<Decision> refuse(
            IdentityTx tx, AuthEvent.Kind kind, OAuthException why, TokenRequest request, @Nullable Terms terms) {
        record(tx, kind, why.reason(), request, terms, null);
        return Future.succeededFuture(new Decision.Refuse(why));
    }

    /**
     * Refuses with {@code invalid_grant} what is known.
     *
     * @param reason for the record
     * @param grant public id; null where there is none yet
     */
    Future<Decision> refuse(
            IdentityTx tx,
            AuthEvent.Kind kind,
            String reason,
            TokenRequest request,
            Terms terms,
            @Nullable String grant) {
        record(tx, kind, reason, request, terms, grant);
        return Future.succeededFuture(new Decision.Refuse(invalidGrant(reason)));
    }

    private void record(
            IdentityTx tx,
            AuthEvent.Kind kind,
            String reason,
            TokenRequest request,
            @Nullable Terms terms,
            @Nullable String grant) {
        events.record(
                tx,
                AuthEvent.of(kind, reason, request.info())
                        .withClient(request.client().id())
                        .withUser(terms == null ? null : terms.user())
                        .withGrant(grant));
    }
}
