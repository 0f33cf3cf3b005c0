package dev.rota.oauth.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;

/** What a client may have its assertions verified with. */
final class PublicKeys {
    /** A signature of more, or with a long exponent, would cost whoever verifies it too much. */
    private static final int LONGEST_RSA = 4_096;

    private static final int LONGEST_EXPONENT = 32;

    private PublicKeys() {}

    /** Throws {@code invalid_client_metadata} unless there are 1 to {@code most} keys, none of them secret. */
    static void require(JWKSet keys, int most) {
        if (keys.isEmpty() || keys.size() > most) {
            throw Registration.invalid("jwks has 1 to " + most + " keys");
        }
        if (!keys.getKeys().stream().allMatch(PublicKeys::isPublic)) {
            throw Registration.invalid("jwks has public keys only");
        }
        if (!keys.getKeys().stream().allMatch(PublicKeys::isUsable)) {
            throw Registration.invalid("An RSA key of jwks has 2048 to " + LONGEST_RSA + " bits and a short exponent");
        }
    }

    private static boolean isPublic(JWK key) {
        return !key.isPrivate() && key instanceof AsymmetricJWK;
    }

    private static boolean isUsable(JWK key) {
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
