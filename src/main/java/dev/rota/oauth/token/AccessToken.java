package dev.rota.oauth.token;

import dev.rota.failure.Failure;
import dev.rota.identity.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final Duration LONGEST_LIFE = Duration.ofHours(1);

    public AccessToken {
        scopes = Set.copyOf(scopes);
    }

    /** Fails where a claim is absent or of another type than it must be. */
    static AccessToken of(String keyId, Map<String, Object> claims) {
        return new AccessToken(
                keyId,
                text(claims, "jti"),
                text(claims, "iss"),
                text(claims, "aud"),
                text(claims, "sub"),
                text(claims, CLIENT_ID),
                text(claims, GRANT_ID),
                scopes(text(claims, SCOPE)),
                time(claims, "iat"),
                claims.containsKey("nbf") ? time(claims, "nbf") : null,
                time(claims, "exp"));
    }

    /** Fails with {@code Unauthenticated} unless it is of use at {@code now}, give or take half a minute. */
    public void requireTimely(Instant now) {
        if (!now.isBefore(expiresAt.plus(SKEW))) {
            throw refused("expired");
        }
        var soon = now.plus(SKEW);
        if (issuedAt.isAfter(soon) || (notBefore != null && notBefore.isAfter(soon))) {
            throw refused("not_yet");
        }
        if (!expiresAt.isAfter(issuedAt) || expiresAt.isAfter(issuedAt.plus(LONGEST_LIFE))) {
            throw refused("lives_too_long");
        }
    }

    /** When it ends at the latest, the half minute included. */
    Instant end() {
        return expiresAt.plus(SKEW);
    }

    /** @param reason for the record only */
    static RuntimeException refused(String reason) {
        return new Failure.Unauthenticated(reason, true, null).asException();
    }

    private static String text(Map<String, Object> claims, String name) {
        if (claims.get(name) instanceof String text
                && !text.isEmpty()
                && text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        throw refused("claim_" + name);
    }

    private static Instant time(Map<String, Object> claims, String name) {
        if (claims.get(name) instanceof Long seconds && seconds >= 0 && seconds < Integer.MAX_VALUE * 100L) {
            return Instant.ofEpochSecond(seconds);
        }
        throw refused("claim_" + name);
    }

    private static Set<Scope> scopes(String text) {
        return Arrays.stream(text.split(" ", -1))
                .flatMap(one -> Scope.parse(one).stream())
                .collect(Collectors.toSet());
    }
}
