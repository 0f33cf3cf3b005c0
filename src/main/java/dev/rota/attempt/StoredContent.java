package dev.rota.attempt;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An artifact's inline bytes with what is kept of them; all three null while an upload is awaited.
 *
 * @param mediaType what it is served as
 */
public record StoredContent(String mediaType, @Nullable Buffer bytes, @Nullable Long size, @Nullable Buffer sha256) {
    static StoredContent awaited(ArtifactType type) {
        return new StoredContent(type.mediaType(Buffer.buffer()), null, null, null);
    }

    static StoredContent of(ArtifactType type, Buffer bytes) {
        var sha256 = Buffer.buffer(digest().digest(bytes.getBytes()));
        return new StoredContent(type.mediaType(bytes), bytes, (long) bytes.length(), sha256);
    }

    /** SHA-256 in lower-case hex; null while the content is awaited. */
    public @Nullable String sha256Hex() {
        return sha256 == null ? null : HexFormat.of().formatHex(sha256.getBytes());
    }

    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
