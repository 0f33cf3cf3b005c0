package dev.rota.oauth.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import com.nimbusds.jose.jwk.JWKSet;
import dev.rota.egress.Egress;
import dev.rota.egress.EgressLimits;
import dev.rota.failure.FailureException;
import dev.rota.limit.Allowance;
import dev.rota.oauth.Here;
import dev.rota.oauth.OAuthException;
import dev.rota.oauth.client.DocumentFetch.Published;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The keys that clients publish at a {@code jwks_uri} (RFC 7591 section 2), within the bounds of security A27: asked for anew
 * when an id is unknown, at most every 30 s, and the last good set kept for a day.
 */
final class ClientKeySets {
    private static final EgressLimits LIMITS = new EgressLimits(Duration.ofSeconds(3), 65_536);
    private static final Duration BETWEEN = Duration.ofSeconds(30);
    /** A key that was taken back must not count for long. */
    private static final Duration LONGEST_FRESH = Duration.ofHours(1);

    private static final Duration KEPT = Duration.ofHours(24);
    private static final int MOST = 1_000;
    private static final int PER_MINUTE = 200;

    private final DocumentFetch fetch;
    private final Ticker ticker;
    private final Cache<URI, Kept> known;
    private final Cache<URI, Future<JWKSet>> tried;
    private final Allowance node = new Allowance(PER_MINUTE, Duration.ofMinutes(1), 1);

    /** @param until of the ticker, when it is asked for again if it can be had */
    private record Kept(JWKSet keys, long until) {
        boolean isGood(@Nullable String kid, long now) {
            return until - now > 0 && (kid == null || keys.getKeyByKeyId(kid) != null);
        }
    }

    ClientKeySets(Egress egress, Ticker ticker) {
        this.ticker = ticker;
        fetch = new DocumentFetch(egress, LIMITS);
        known = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(KEPT)
                .ticker(ticker)
                .build();
        tried = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(BETWEEN)
                .ticker(ticker)
                .build();
    }

    /**
     * The keys published there. Fails with DocumentException when there are none, and with {@code RateLimited}.
     *
     * @param kid the one that is looked for; null when the assertion names none
     */
    Future<JWKSet> get(URI uri, @Nullable String kid) {
        var last = known.getIfPresent(uri);
        if (last != null && last.isGood(kid, ticker.read())) {
            return Future.succeededFuture(last.keys());
        }
        Future<JWKSet> fetched;
        try {
            fetched = Here.completed(tried.get(uri, this::fetch));
        } catch (FailureException limited) {
            fetched = Future.failedFuture(limited);
        }
        return last == null ? fetched : fetched.otherwise(last.keys());
    }

    /** Throws {@code RateLimited}, which is no try and so not kept as one. */
    private Future<JWKSet> fetch(URI uri) {
        node.take("node");
        return fetch.get(uri)
                .map(published -> kept(published, ticker.read()))
                .onSuccess(kept -> known.put(uri, kept))
                .map(Kept::keys);
    }

    private static Kept kept(Published published, long now) {
        var fresh = published.fresh().compareTo(LONGEST_FRESH) < 0 ? published.fresh() : LONGEST_FRESH;
        return new Kept(read(published.body()), now + fresh.toNanos());
    }

    private static JWKSet read(Buffer body) {
        try {
            // Read within bounds first: the library's parser has none.
            var keys = JWKSet.parse(RegistrationRequest.object(body).encode());
            PublicKeys.require(keys, ClientDocument.MOST_KEYS);
            return keys;
        } catch (ParseException | OAuthException e) {
            throw new DocumentException("jwks_uri has no set of 1 to 20 public keys", false);
        }
    }
}
