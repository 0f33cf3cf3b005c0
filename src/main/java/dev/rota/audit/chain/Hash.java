package dev.rota.audit.chain;

import com.nimbusds.jose.util.Base64URL;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One SHA-256, compared by its bytes. */
final class Hash {
    /** What stands before the first link, and in place of an event that was gone before it got its number. */
    static final Hash ZERO = new Hash(new byte[32]);

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    static Hash of(Buffer column) {
        return new Hash(column.getBytes());
    }

    static Hash parse(String base64Url) {
        return new Hash(new Base64URL(base64Url).decode());
    }

    /** What {@code digest} has come to. */
    static Hash of(MessageDigest digest) {
        return new Hash(digest.digest());
    }

    void addTo(MessageDigest digest) {
        digest.update(bytes);
    }

    Buffer toBuffer() {
        return Buffer.buffer(bytes);
    }

    /** In base64url. */
    @Override
    public String toString() {
        return Base64URL.encode(bytes).toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
