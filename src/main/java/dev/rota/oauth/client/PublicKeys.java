package dev.rota.oauth.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.Objects;

/** What a client may have its assertions verified with. */
final class PublicKeys {
    /** A signature of more, or with a long exponent, would cost whoever verifies it too much. */
    private static final int LONGEST_RSA = 4_096;

    private static final int LONGEST_EXPONENT = 32;

    private PublicKeys() {}

    /**
     * Throws {@code invalid_client_metadata} unless there are 1 to {@code most} keys, none of them secret, and each of
     * several with an id of its own, so that one signature is verified with one key.
     */
    static void require(JWKSet keys, int most) {
        if (keys.isEmpty() || keys.size() > most) {
            throw Registration.invalid("jwks has 1 to " + most + " keys");
        }
        if (!keys.getKeys().stream().allMatch(PublicKeys::isPublic)) {
            throw Registration.invalid("jwks has public keys only");
        }
        if (!keys.getKeys().stream().allMatch(PublicKeys::isUsable)) {
            throw Registration.invalid("A key of jwks is on the curve P-256, or is an RSA key with 2048 to "
                    + LONGEST_RSA + " bits and a short exponent");
        }
        if (keys.size() > 1 && !haveOwnIds(keys)) {
            throw Registration.invalid("Each of several keys of jwks has a kid of its own");
        }
    }

    private static boolean haveOwnIds(JWKSet keys) {
        var ids = keys.getKeys().stream()
                .map(JWK::getKeyID)
                .filter(Objects::nonNull)
                .distinct()
                .count();
        return ids == keys.size();
    }

    private static boolean isPublic(JWK key) {
        return !key.isPrivate() && key instanceof AsymmetricJWK;
    }

    private static boolean isUsable(JWK key) {
        if (key instanceof ECKey curved) {
            return curved.getCurve().equals(Curve.P_256);
        }
        if (!(key instanceof RSAKey rsa)) {
            return true;
        }
        try {
            var read = rsa.toRSAPublicKey();
            return read.getModulus().bitLength() >= 2_048
                    && read.getModulus().bitLength() <= LONGEST_RSA
                    && read.getPublicExponent().bitLength() <= LONGEST_EXPONENT;
        } catch (JOSEException e) {
            return false;
        }
    }
}
