package dev.rota.seal;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 (RFC 2104) under one key, for messages of which there are many: the algorithm is looked for and takes the key
 * once, not once for each of them. Any thread.
 */
public final class Hmac {
    public static final int BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";

    /** Has the key and never sees a message: each gets a copy of its own. */
    private final Mac keyed;

    /** @param key copied */
    public Hmac(byte[] key) {
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
        var unused = of(new byte[0]); // a provider that cannot copy it is noticed here, not at a call
    }

    /** The {@value #BYTES} bytes of {@code message}. */
    public byte[] of(byte[] message) {
        try {
            return ((Mac) keyed.clone()).doFinal(message);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the provider of " + ALGORITHM + " cannot copy it", e);
        }
    }
}
