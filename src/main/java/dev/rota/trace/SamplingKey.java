package dev.rota.trace;

import dev.rota.seal.Hmac;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Places traces between 0 and 1 by a keyed hash of their ids. Callers choose the ids of their traces, and can choose none
 * that is kept for sure; nodes with the same key keep the same traces.
 */
public final class SamplingKey {
    /** Of a double's fraction, its leading one included. */
    private static final int FRACTION_BITS = 53;

    private final Hmac key;

    /** @param key at least 32 bytes */
    public SamplingKey(byte[] key) {
        this.key = new Hmac(key);
    }

    /** At least 0 and less than 1, evenly spread over ids. */
    double place(String traceId) {
        var hash = key.of(traceId.getBytes(StandardCharsets.US_ASCII));
        return (ByteBuffer.wrap(hash).getLong() >>> (Long.SIZE - FRACTION_BITS)) * Math.scalb(1.0, -FRACTION_BITS);
    }
}
