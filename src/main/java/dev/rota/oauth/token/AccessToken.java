package dev.rota.oauth.token;

import dev.rota.failure.Failure;
import dev.rota.identity.Scope;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an access token claims (RFC 9068 section 2.2).
 *
 * @param keyId of the key that it says it was signed with
 * @param grant public id of the grant it was issued under
 * @param scopes what it is for, as far as this server knows the words
 * @param notBefore null where it names none
 */
public record AccessToken(
        String keyId,
        String id,
        String issuer,
        String audience,
        String subject,
        String clientId,
        String grant,
        Set<Scope> scopes,
        Instant issuedAt,
        @Nullable Instant notBefore,
        Instant expiresAt) {
    static final String CLIENT_ID = "client_id";
    static final String SCOPE = "scope";
    static final String GRANT_ID = "grant_id";

    public AccessToken {
        scopes = Set.copyOf(scopes);
    }

    /** Fails where a claim is absent or of another type than it must be. */
    static AccessToken of(String keyId, Claims claims) {
        var life = claims.life();
        return new AccessToken(
                keyId,
                claims.text("jti"),
                claims.text("iss"),
                claims.text("aud"),
                claims.text("sub"),
                claims.text(CLIENT_ID),
                claims.text(GRANT_ID),
                Claims.scopes(claims.text(SCOPE)),
                life.issuedAt(),
                life.notBefore(),
                life.expiresAt());
    }

    /** Fails with {@code Unauthenticated} unless it is of use at {@code now}, give or take half a minute. */
    public void requireTimely(Instant now) {
        life().requireTimely(now);
    }

    /** When it ends at the latest, the half minute included. */
    Instant end() {
        return life().end();
    }

    private Lifespan life() {
        return new Lifespan(issuedAt, notBefore, expiresAt);
    }

    /** @param reason for the record only */
    public static RuntimeException refused(String reason) {
        return new Failure.Unauthenticated(reason, true, null).asException();
    }
}
