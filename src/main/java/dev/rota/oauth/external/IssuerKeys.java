package dev.rota.oauth.external;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A JWK set as it was fetched (RFC 7517 section 5), what can be used of it.
 *
 * @param fetchedAt when it was known to be the issuer's
 */
record IssuerKeys(List<IssuerKey> keys, Instant fetchedAt) {
    private static final int MOST_KEYS = 20;
    private static final Duration KEPT = Duration.ofHours(24);

    IssuerKeys {
        keys = List.copyOf(keys);
    }

    /** Throws IllegalArgumentException for a set that is too large or has nothing to verify with. */
    static IssuerKeys parse(JsonObject set, Instant now) {
        if (!(set.getValue("keys") instanceof JsonArray all) || all.size() > MOST_KEYS) {
            throw new IllegalArgumentException("no JWK set of at most " + MOST_KEYS + " keys");
        }
        var usable = all.stream().flatMap(IssuerKeys::usable).toList();
        if (usable.isEmpty()) {
            throw new IllegalArgumentException("no key of the JWK set is for RS256, PS256, ES256 or EdDSA, with a kid");
        }
        return new IssuerKeys(usable, now);
    }

    /** Whether it counts: the last good set is kept for a day when no other is to be had (security A27). */
    boolean countsAt(Instant now) {
        return now.isBefore(fetchedAt.plus(KEPT));
    }

    Optional<IssuerKey> find(String id, JWSAlgorithm algorithm) {
        return keys.stream()
                .filter(key -> key.id().equals(id) && key.algorithms().contains(algorithm))
                .findFirst();
    }

    private static Stream<IssuerKey> usable(Object key) {
        try {
            return key instanceof JsonObject json ? IssuerKey.of(JWK.parse(json.encode())).stream() : Stream.empty();
        } catch (ParseException unknown) {
            return Stream.empty();
        }
    }
}
