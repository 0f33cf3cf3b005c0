package dev.rota.trace;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Places traces between 0 and 1 by a keyed hash of their ids. Callers choose the ids of their traces, and can choose none
 * that is kept for sure; nodes with the same key keep the same traces.
 */
public final class SamplingKey {
    private static final String ALGORITHM = "HmacSHA256";
    /** Of a double's fraction, its leading one included. */
    private static final int FRACTION_BITS = 53;

    private final SecretKeySpec key;

    /** @param key at least 32 bytes */
    public SamplingKey(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** At least 0 and less than 1, evenly spread over ids. */
    double place(String traceId) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            var hash = mac.doFinal(traceId.getBytes(StandardCharsets.US_ASCII));
            return (ByteBuffer.wrap(hash).getLong() >>> (Long.SIZE - FRACTION_BITS)) * Math.scalb(1.0, -FRACTION_BITS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
