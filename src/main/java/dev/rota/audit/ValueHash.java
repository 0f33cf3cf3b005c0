package dev.rota.audit;

import dev.rota.identity.OrganizationId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keyed hashes of audited values, with a key of each organization's own: who holds a value can search for it, who holds
 * the log cannot read it (security U5).
 */
public final class ValueHash {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEPT_BYTES = 18;

    private final byte[] key;

    /** @param key at least 32 bytes, outside the database */
    public ValueHash(byte[] key) {
        this.key = key.clone();
    }

    /** 24 characters of base64url. */
    String of(OrganizationId organization, String value) {
        var own = hmac(key, ("audit-value|" + organization).getBytes(StandardCharsets.UTF_8));
        var hash = hmac(own, value.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(java.util.Arrays.copyOf(hash, KEPT_BYTES));
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
