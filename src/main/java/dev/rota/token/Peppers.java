package dev.rota.token;

import dev.rota.seal.Hmac;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys under which tokens are hashed: HMAC-SHA-256(pepper, whole token). The current one for new tokens, and while
 * a rotation runs the one before it (security C15).
 */
public final class Peppers {
    private static final int SHORTEST_BYTES = 32;

    private final List<Pepper> active;

    /** A key, and the number that names it in the database. */
    public record Pepper(int version, Hmac hmac) {
        /** From at least 32 bytes; the number is drawn from the key itself, so nobody has to count. */
        public static Pepper of(byte[] secret) {
            if (secret.length < SHORTEST_BYTES) {
                throw new IllegalArgumentException("a pepper has at least " + SHORTEST_BYTES + " bytes");
            }
            var hmac = new Hmac(secret);
            var name = hmac.of("version".getBytes(StandardCharsets.US_ASCII));
            return new Pepper(ByteBuffer.wrap(name).getInt() & Integer.MAX_VALUE, hmac);
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
        return hash(active.get(0), token);
    }

    /** The hashes a token may be stored under, the current one first. */
    public List<Buffer> hashes(OpaqueToken token) {
        var hashes = new ArrayList<Buffer>(active.size());
        for (var pepper : active) {
            hashes.add(hash(pepper, token));
        }
        return hashes;
    }

    static Buffer hash(Pepper pepper, OpaqueToken token) {
        return Buffer.buffer(pepper.hmac().of(token.reveal().getBytes(StandardCharsets.US_ASCII)));
    }
}
