package dev.rota.audit.chain;

import dev.rota.identity.OrganizationId;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The two hashes of the chain. Anybody who has the events can compute them; what cannot be made without a secret are the
 * digests over them.
 */
final class ChainHash {
    private static final String ALGORITHM = "SHA-256";

    private ChainHash() {}

    /** SHA-256 of the event, all its fields, as canonical JSON in UTF-8: see {@link EventDocument}. */
    static Hash event(JsonObject document) {
        var hash = sha256();
        hash.update(CanonicalJson.bytes(document));
        return Hash.of(hash);
    }

    /**
     * SHA-256 of these bytes, in this order: {@code audit-v1|}, the organization in decimal digits, {@code |}, {@code seq}
     * in decimal digits, {@code |}, all in ASCII; the 32 bytes of the chain hash before, which are zero before the first;
     * the 32 bytes of the event's hash.
     */
    static Hash link(OrganizationId organization, long seq, Hash previous, Hash eventHash) {
        var hash = sha256();
        hash.update(("audit-v1|" + organization + "|" + seq + "|").getBytes(StandardCharsets.US_ASCII));
        previous.addTo(hash);
        eventHash.addTo(hash);
        return Hash.of(hash);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance(ALGORITHM);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
