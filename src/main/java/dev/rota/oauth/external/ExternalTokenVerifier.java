package dev.rota.oauth.external;

import dev.rota.oauth.key.SignaturePool;
import dev.rota.oauth.token.AccessToken;
import dev.rota.oauth.token.CompactToken;
import dev.rota.oauth.token.ProvenTokens;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.util.Optional;

/**
 * Verifies access tokens of the external issuer (security R-2), all but their audience. A signature that was found good is
 * remembered until the token ends, as long as its key counts; the person is asked for in every call.
 */
public final class ExternalTokenVerifier {
    private final ExternalIssuer issuer;
    private final SignaturePool pool;
    private final Clock clock;
    private final ProvenTokens<Proof> proven;

    private record Proof(ExternalToken token, IssuerKey key) {}

    public ExternalTokenVerifier(ExternalIssuer issuer, SignaturePool pool, Clock clock) {
        this.issuer = issuer;
        this.pool = pool;
        this.clock = clock;
        proven = new ProvenTokens<>(proof -> proof.token().life().end(), clock);
    }

    /** A token as it was presented, with what it claims. */
    public final class Presented {
        private final String text;
        private final Buffer digest;
        private final ExternalToken claims;

        private Presented(String text) {
            this.text = text;
            digest = ProvenTokens.digest(text);
            claims = known().orElseGet(() -> ExternalToken.parse(text).claims());
        }

        /** The token's SHA-256. */
        public Buffer digest() {
            return digest;
        }

        /** Nothing of it is proven before {@link #verified} has succeeded. */
        public ExternalToken claims() {
            return claims;
        }

        /** Whether its signature was found good before, under a key that still counts. */
        public boolean isKnown() {
            return known().isPresent();
        }

        /**
         * Its claims, proven. Fails with {@code Unauthenticated}, or with {@code unavailable} while the issuer's keys
         * cannot be had. Looks at the signature off the event loop.
         */
        public Future<ExternalToken> verified() {
            return isKnown()
                    ? Future.succeededFuture(claims)
                    : issuer.search(claims.keyId(), claims.algorithm()).compose(key -> pool.run(() -> verified(key)));
        }

        private ExternalToken verified(IssuerKey key) {
            if (!isKnown()) { // of calls that waited together, one
                if (!key.verifies(ExternalToken.parse(text).jwt())) {
                    throw AccessToken.refused("signature");
                }
                proven.keep(digest, new Proof(claims, key));
            }
            return claims;
        }

        private Optional<ExternalToken> known() {
            return proven.find(digest)
                    .filter(proof -> issuer.find(
                                    proof.token().keyId(), proof.token().algorithm())
                            .filter(proof.key()::isSame)
                            .isPresent())
                    .map(Proof::token);
        }
    }

    /** Whether {@code text} could be an access token, by its form alone. */
    public static boolean couldBe(String text) {
        return CompactToken.hasForm(text);
    }

    /** Looks at all that needs no signature: header, types of claims, issuer, times. Fails with {@code Unauthenticated}. */
    public Presented present(String text) {
        var presented = new Presented(text);
        if (!issuer.isNamed(presented.claims().issuer())) {
            throw AccessToken.refused("wrong_issuer");
        }
        presented.claims().life().requireTimely(clock.instant());
        return presented;
    }
}
