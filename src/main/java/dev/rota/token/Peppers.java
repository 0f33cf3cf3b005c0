package dev.rota.token;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys under which tokens are hashed: HMAC-SHA-256(pepper, whole token). The current one for new tokens, and while
 * a rotation runs the one before it (security C15).
 */
public final class Peppers {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST_BYTES = 32;

    private final List<Pepper> active;

    /** A secret of at least 32 bytes and the number it has in the database. */
    public record Pepper(int version, String secret) {
        public Pepper {
            if (secret.getBytes(StandardCharsets.UTF_8).length < SHORTEST_BYTES) {
                throw new IllegalArgumentException("a pepper has at least " + SHORTEST_BYTES + " bytes");
            }
        }

        @Override
        public String toString() {
            return "pepper " + version;
        }
    }

    /** @param active newest first, at most two */
    public Peppers(List<Pepper> active) {
        if (active.isEmpty() || active.size() > 2) {
            throw new IllegalArgumentException("one or two peppers, not " + active.size());
        }
        this.active = List.copyOf(active);
    }

    public int currentVersion() {
        return active.get(0).version();
    }

    /** The hash that is stored for a new token, and that an old one is moved to. */
    public Buffer hash(OpaqueToken token) {
        return hmac(active.get(0).secret().getBytes(StandardCharsets.UTF_8), token);
    }

    /** The hashes a token may be stored under, the current one first. */
    public List<Buffer> hashes(OpaqueToken token) {
        var hashes = new ArrayList<Buffer>(active.size());
        for (var pepper : active) {
            hashes.add(hmac(pepper.secret().getBytes(StandardCharsets.UTF_8), token));
        }
        return hashes;
    }

    static Buffer hmac(byte[] key, OpaqueToken token) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return Buffer.buffer(mac.doFinal(token.reveal().getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
