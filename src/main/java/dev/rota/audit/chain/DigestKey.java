package dev.rota.audit.chain;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The key pair on P-256 that digests are signed with (ES256). It is drawn from a secret that is not in the database, so
 * every node has the same one and whoever owns the database has none. What former ones have signed still counts.
 */
public final class DigestKey {
    /** What a digest is signed as, and a statement of what was dropped: neither passes for the other. */
    static final JOSEObjectType DIGEST = new JOSEObjectType("rota-audit-digest+jwt");

    static final JOSEObjectType PRUNED = new JOSEObjectType("rota-audit-pruned+jwt");

    private final byte[] secret;
    private final List<DigestKey> former;
    private @Nullable ECKey pair;

    private DigestKey(byte[] secret, List<DigestKey> former) {
        this.secret = secret;
        this.former = former;
    }

    /** @param secret at least 40 bytes that nobody can guess, the same on every node */
    public static DigestKey drawnFrom(byte[] secret) {
        return new DigestKey(secret.clone(), List.of());
    }

    /** The same key, after these former ones alone. */
    public DigestKey after(List<DigestKey> others) {
        return new DigestKey(secret, List.copyOf(others));
    }

    /** Drawn when it is first needed: a start need not wait for what an hour later signs a digest. */
    private synchronized ECKey pair() {
        if (pair == null) {
            pair = draw(secret);
        }
        return pair;
    }

    private static ECKey draw(byte[] secret) {
        try {
            var drawn = KeyPairDrawing.draw(secret, Curve.P_256.toECParameterSpec());
            return new ECKey.Builder(Curve.P_256, (ECPublicKey) drawn.getPublic())
                    .privateKey((ECPrivateKey) drawn.getPrivate())
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint()
                    .build();
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    /** The public part alone, for those who verify. Takes milliseconds the first time: not for an event loop. */
    public ECKey publicKey() {
        return pair().toPublicJWK();
    }

    /** The public part of that id, of this key or of a former one. Not for an event loop. */
    Optional<ECKey> publicKey(String id) {
        return Stream.concat(Stream.of(this), former.stream())
                .map(DigestKey::publicKey)
                .filter(key -> key.getKeyID().equals(id))
                .findFirst();
    }

    /** The digest as a compact JWS. Takes up to milliseconds: not for an event loop. */
    String sign(Digest digest) {
        return sign(DIGEST, digest.payload());
    }

    /** The same of what was dropped. */
    String sign(Pruned pruned) {
        return sign(PRUNED, pruned.payload());
    }

    private String sign(JOSEObjectType type, JsonObject payload) {
        var pair = pair();
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(type)
                .keyID(pair.getKeyID())
                .build();
        var signed = new JWSObject(header, new Payload(payload.encode()));
        try {
            signed.sign(new ECDSASigner(pair));
        } catch (JOSEException e) {
            throw new IllegalStateException("the digest key cannot sign", e);
        }
        return signed.serialize();
    }

    /** What was signed with {@code key}; empty where it is none of ours, or was changed. Not for an event loop. */
    static Optional<JWSObject> verified(String text, JOSEObjectType type, ECKey key) {
        try {
            var signed = JWSObject.parse(text);
            var good = JWSAlgorithm.ES256.equals(signed.getHeader().getAlgorithm())
                    && type.equals(signed.getHeader().getType())
                    && signed.verify(new ECDSAVerifier(key.toECPublicKey()));
            return good ? Optional.of(signed) : Optional.empty();
        } catch (ParseException | JOSEException changed) {
            return Optional.empty();
        }
    }
}
