package dev.rota.oauth.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One key pair on P-256, for ES256 and nothing else.
 *
 * @param pair with its private part
 * @param activeFrom when it may sign; it is published before
 * @param retiredAt from when its signatures no longer count; null while that is open
 */
public record SigningKey(ECKey pair, Instant activeFrom, @Nullable Instant retiredAt) {
    /** The only algorithm of access tokens. */
    public static final JWSAlgorithm ALGORITHM = JWSAlgorithm.ES256;

    private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

    /** A new pair; its id is the thumbprint of RFC 7638. */
    static ECKey random() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .algorithm(ALGORITHM)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    public String id() {
        return pair.getKeyID();
    }

    boolean signsAt(Instant now) {
        return !activeFrom.isAfter(now) && countsAt(now);
    }

    boolean countsAt(Instant now) {
        return retiredAt == null || retiredAt.isAfter(now);
    }

    /** An access token of these claims. Takes up to milliseconds: not for an event loop. */
    String sign(JWTClaimsSet claims) {
        var header =
                new JWSHeader.Builder(ALGORITHM).type(ACCESS_TOKEN).keyID(id()).build();
        var token = new SignedJWT(header, claims);
        try {
            token.sign(new ECDSASigner(pair));
        } catch (JOSEException e) {
            throw new IllegalStateException("key " + id() + " cannot sign", e);
        }
        return token.serialize();
    }

    /** Whether this key signed it. Takes up to milliseconds: not for an event loop. */
    public boolean verifies(SignedJWT token) {
        try {
            return token.verify(new ECDSAVerifier(pair.toECPublicKey()));
        } catch (JOSEException unusable) {
            return false;
        }
    }

    /** Without the private part, which no log may show. */
    @Override
    public String toString() {
        return "key " + id();
    }
}
