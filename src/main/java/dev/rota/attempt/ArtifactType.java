package dev.rota.attempt;

import dev.rota.failure.Failure;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** What an artifact is, and with that how its inline content is read. */
public enum ArtifactType {
    DIFF("text/x-diff; charset=utf-8"),
    FILE("text/plain; charset=utf-8"),
    LOG("text/plain; charset=utf-8"),
    BENCHMARK("text/plain; charset=utf-8"),
    SCREENSHOT("application/octet-stream"),
    CHECK("text/plain; charset=utf-8");

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
    private static final byte[] GIF = {'G', 'I', 'F', '8'};

    private final String mediaType;

    ArtifactType(String mediaType) {
        this.mediaType = mediaType;
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static List<String> wires() {
        return Arrays.stream(values()).map(ArtifactType::wire).toList();
    }

    public static ArtifactType of(String wire) {
        return Arrays.stream(values())
                .filter(type -> type.wire().equals(wire))
                .findFirst()
                .orElseThrow(
                        () -> new Failure.InvalidInput("type", "'type' must be one of the accepted values", wires())
                                .asException());
    }

    /** The bytes of inline content: text as UTF-8, an image from base64. */
    Buffer decode(String content) {
        if (this != SCREENSHOT) {
            return Buffer.buffer(content.getBytes(StandardCharsets.UTF_8));
        }
        try {
            return Buffer.buffer(Base64.getDecoder().decode(content));
        } catch (IllegalArgumentException e) {
            throw new Failure.InvalidInput("content", "'content' of a screenshot must be base64").asException();
        }
    }

    /** What content of this type is served as, unless an upload says itself; of an image, by its first bytes. */
    String mediaType(Buffer content) {
        if (this != SCREENSHOT) {
            return mediaType;
        }
        if (startsWith(content, PNG)) {
            return "image/png";
        }
        if (startsWith(content, JPEG)) {
            return "image/jpeg";
        }
        return startsWith(content, GIF) ? "image/gif" : mediaType;
    }

    private static boolean startsWith(Buffer content, byte[] magic) {
        return content.length() >= magic.length && Arrays.equals(content.getBytes(0, magic.length), magic);
    }
}
