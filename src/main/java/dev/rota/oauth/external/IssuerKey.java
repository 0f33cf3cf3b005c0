package dev.rota.oauth.external;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.util.Optional;
import java.util.Set;

/**
 * A public key of an issuer, for the algorithms of its type and no other (RFC 8725 section 3.1).
 *
 * @param id its {@code kid}
 * @param thumbprint RFC 7638: the same {@code kid} with another key is another key
 * @param algorithms that it may have signed with
 */
public record IssuerKey(String id, String thumbprint, Set<JWSAlgorithm> algorithms, Signatures signatures) {
    /** Those that anything is verified by (security R-2). */
    public static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.ES256, JWSAlgorithm.EdDSA, JWSAlgorithm.RS256, JWSAlgorithm.PS256);

    private static final int FEWEST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 8192;

    public IssuerKey {
        algorithms = Set.copyOf(algorithms);
    }

    /** Verifies with one key. Takes up to milliseconds. */
    interface Signatures {
        boolean verify(SignedJWT token) throws JOSEException;
    }

    /** Empty for a key of another use, type or size, or without an id. */
    static Optional<IssuerKey> of(JWK key) {
        try {
            var use = key.getKeyUse();
            if (key.getKeyID() == null || (use != null && !use.equals(KeyUse.SIGNATURE))) {
                return Optional.empty();
            }
            if (key instanceof RSAKey rsa && rsa.size() >= FEWEST_RSA_BITS && rsa.size() <= MOST_RSA_BITS) {
                var verifier = new RSASSAVerifier(rsa.toRSAPublicKey());
                return of(key, Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256), token -> token.verify(verifier));
            }
            if (key instanceof ECKey ec && ec.getCurve().equals(Curve.P_256)) {
                var verifier = new ECDSAVerifier(ec.toECPublicKey());
                return of(key, Set.of(JWSAlgorithm.ES256), token -> token.verify(verifier));
            }
            return key instanceof OctetKeyPair pair && pair.getCurve().equals(Curve.Ed25519)
                    ? of(key, Set.of(JWSAlgorithm.EdDSA), new Ed25519Signatures(pair))
                    : Optional.empty();
        } catch (JOSEException unusable) {
            return Optional.empty();
        }
    }

    /** Whether it has signed {@code token}. Takes up to milliseconds. */
    public boolean verifies(SignedJWT token) {
        try {
            return algorithms.contains(token.getHeader().getAlgorithm()) && signatures.verify(token);
        } catch (JOSEException unusable) {
            return false;
        }
    }

    boolean isSame(IssuerKey other) {
        return thumbprint.equals(other.thumbprint) && algorithms.equals(other.algorithms);
    }

    private static Optional<IssuerKey> of(JWK key, Set<JWSAlgorithm> possible, Signatures signatures)
            throws JOSEException {
        var named = key.getAlgorithm();
        var algorithms = named == null
                ? possible
                : possible.stream()
                        .filter(named::equals)
                        .findFirst()
                        .map(Set::of)
                        .orElse(Set.of());
        return algorithms.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new IssuerKey(key.getKeyID(), key.computeThumbprint().toString(), algorithms, signatures));
    }
}
