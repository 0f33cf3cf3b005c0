package dev.rota.oauth.token;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a token counts (security R-2): half a minute is forgiven to clocks, and none lives for more than an hour.
 *
 * @param notBefore null where it names none
 */
public record Lifespan(Instant issuedAt, @Nullable Instant notBefore, Instant expiresAt) {
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Fails with {@code Unauthenticated} unless {@code now} lies within it. */
    public void requireTimely(Instant now) {
        if (!now.isBefore(end())) {
            throw AccessToken.refused("expired");
        }
        var soon = now.plus(SKEW);
        if (issuedAt.isAfter(soon) || (notBefore != null && notBefore.isAfter(soon))) {
            throw AccessToken.refused("not_yet");
        }
        if (!expiresAt.isAfter(issuedAt) || expiresAt.isAfter(issuedAt.plus(LONGEST))) {
            throw AccessToken.refused("lives_too_long");
        }
    }

    /** When it ends at the latest, the half minute included. */
    public Instant end() {
        return expiresAt.plus(SKEW);
    }
}
