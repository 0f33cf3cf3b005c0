package dev.rota.audit;

import dev.rota.identity.OrganizationId;
import dev.rota.seal.Hmac;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Keyed hashes of audited values, with a key of each organization's own: who holds a value can search for it, who holds
 * the log cannot read it (security U5).
 */
public final class ValueHash {
    private static final int KEPT_BYTES = 18;

    private final Hmac key;

    /** @param key at least 32 bytes, outside the database */
    public ValueHash(byte[] key) {
        this.key = new Hmac(key);
    }

    /** 24 characters of base64url. */
    String of(OrganizationId organization, String value) {
        var own = new Hmac(key.of(("audit-value|" + organization).getBytes(StandardCharsets.UTF_8)));
        var hash = own.of(value.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(java.util.Arrays.copyOf(hash, KEPT_BYTES));
    }
}
