package dev.rota.oauth.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Tokens whose signature was found good, each under its SHA-256 until it ends. Bounded. */
public final class ProvenTokens<T> {
    private static final int MOST_KEPT = 50_000;

    private final Cache<Buffer, T> kept;

    /** @param end when a token is of no use any more */
    public ProvenTokens(Function<T, Instant> end, Clock clock) {
        kept = Caffeine.newBuilder()
                .maximumSize(MOST_KEPT)
                .expireAfter(Expiry.<Buffer, T>writing((digest, token) -> left(clock.instant(), end.apply(token))))
                .build();
    }

    public Optional<T> find(Buffer digest) {
        return Optional.ofNullable(kept.getIfPresent(digest));
    }

    public void keep(Buffer digest, T token) {
        kept.put(digest, token);
    }

    /** What a token is kept under. */
    public static Buffer digest(String token) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return Buffer.buffer(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Duration left(Instant now, Instant end) {
        var left = Duration.between(now, end);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
