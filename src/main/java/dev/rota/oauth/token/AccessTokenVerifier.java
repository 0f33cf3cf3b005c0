package dev.rota.oauth.token;

import dev.rota.oauth.Issuer;
import dev.rota.oauth.key.SignaturePool;
import dev.rota.oauth.key.SigningKey;
import dev.rota.oauth.key.SigningKeys;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.util.Optional;

/**
 * Verifies access tokens (RFC 9068 section 4, security R-2), all but their audience, which each resource knows for itself.
 * A signature that was found good is remembered under the token's SHA-256 until the token ends. A good signature
 * authorizes nothing: the grant is asked in every call.
 */
public final class AccessTokenVerifier {
    private final SigningKeys keys;
    private final SignaturePool pool;
    private final Issuer issuer;
    private final Clock clock;
    private final ProvenTokens<AccessToken> proven;

    public AccessTokenVerifier(SigningKeys keys, SignaturePool pool, Issuer issuer, Clock clock) {
        this.keys = keys;
        this.pool = pool;
        this.issuer = issuer;
        this.clock = clock;
        proven = new ProvenTokens<>(AccessToken::end, clock);
    }

    /** A token as it was presented, with what it claims. */
    public final class Presented {
        private final String text;
        private final Buffer digest;
        private final AccessToken claims;

        private Presented(String text) {
            this.text = text;
            digest = ProvenTokens.digest(text);
            claims = known().orElseGet(() -> UnverifiedToken.parse(text).claims());
        }

        /** The token's SHA-256. */
        public Buffer digest() {
            return digest;
        }

        /** Nothing of it is proven before {@link #verified} has succeeded. */
        public AccessToken claims() {
            return claims;
        }

        /** Whether its signature was found good before, under a key that still counts. */
        public boolean isKnown() {
            return known().isPresent();
        }

        /** Its claims, proven. Fails with {@code Unauthenticated}. Looks at the signature off the event loop. */
        public Future<AccessToken> verified() {
            return isKnown()
                    ? Future.succeededFuture(claims)
                    : keys.search(claims.keyId())
                            .map(key -> key.orElseThrow(() -> AccessToken.refused("unknown_key")))
                            .compose(key -> pool.run(() -> verified(key)));
        }

        private AccessToken verified(SigningKey key) {
            if (!isKnown()) { // of calls that waited together, one
                if (!key.verifies(UnverifiedToken.parse(text).jwt())) {
                    throw AccessToken.refused("signature");
                }
                proven.keep(digest, claims);
            }
            return claims;
        }

        private Optional<AccessToken> known() {
            return proven.find(digest).filter(token -> keys.find(token.keyId()).isPresent());
        }
    }

    /** Whether {@code text} could be an access token, by its form alone. */
    public static boolean couldBe(String text) {
        return CompactToken.hasForm(text);
    }

    /** Looks at all that needs no signature: header, types of claims, issuer, times. Fails with {@code Unauthenticated}. */
    public Presented present(String text) {
        var presented = new Presented(text);
        if (!presented.claims().issuer().equals(issuer.uri())) {
            throw AccessToken.refused("wrong_issuer");
        }
        presented.claims().requireTimely(clock.instant());
        return presented;
    }
}
