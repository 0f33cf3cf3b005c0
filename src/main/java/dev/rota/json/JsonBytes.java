package dev.rota.json;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One JSON value, encoded once as UTF-8 and from then on only copied. Immutable. */
public final class JsonBytes {
    private final byte[] utf8;

    private JsonBytes(byte[] utf8) {
        this.utf8 = utf8;
    }

    /** Takes {@code length} bytes of {@code buffer}, which must be one valid JSON value. */
    static JsonBytes copyOf(byte[] buffer, int length) {
        return new JsonBytes(Arrays.copyOf(buffer, length));
    }

    public static JsonBytes of(JsonObject json) {
        return new JsonBytes(json.toBuffer().getBytes());
    }

    /** From text that is already JSON, such as a document read from the database. */
    public static JsonBytes ofEncoded(String json) {
        return new JsonBytes(json.getBytes(StandardCharsets.UTF_8));
    }

    public int length() {
        return utf8.length;
    }

    /** The bytes themselves, for writers of this package only. */
    byte[] bytes() {
        return utf8;
    }

    /** A question about three bytes that stand behind each other, as numbers from 0 to 255. */
    public interface Start {
        boolean is(int first, int second, int third);
    }

    /**
     * Whether {@code start} says so of any three of its bytes: a look that decodes nothing. Those that begin with a visible
     * character of ASCII other than a backslash are passed over, since nearly all do.
     */
    public boolean anyMatch(Start start) {
        for (var i = 0; i + 2 < utf8.length; i++) {
            var first = utf8[i];
            if ((first < ' ' || first == '\\' || first == 0x7F)
                    && start.is(first & 0xFF, utf8[i + 1] & 0xFF, utf8[i + 2] & 0xFF)) {
                return true;
            }
        }
        return false;
    }

    public Buffer toBuffer() {
        return Buffer.buffer(utf8);
    }

    public JsonObject toJsonObject() {
        return new JsonObject(toBuffer());
    }

    @Override
    public String toString() {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
