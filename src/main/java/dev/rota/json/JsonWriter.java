package dev.rota.json;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes JSON straight into UTF-8 bytes: no tree, no intermediate string.
 *
 * <p>Commas are the writer's business; the nesting is the caller's. Not thread-safe; one writer makes one document.
 * A field whose value is null is left out, as everywhere on our wire.
 */
public final class JsonWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int size;
    private boolean first = true;

    public JsonWriter() {
        this(1024);
    }

    public JsonWriter(int expectedBytes) {
        bytes = new byte[Math.max(64, expectedBytes)];
    }

    public int size() {
        return size;
    }

    /** The finished document. */
    public JsonBytes toJson() {
        return JsonBytes.copyOf(bytes, size);
    }

    /** The finished document as a buffer to send. */
    public Buffer toBuffer() {
        return Buffer.buffer(size).appendBytes(bytes, 0, size);
    }

    /** Where a {@link #rewind} can return to, between two elements. */
    public Mark mark() {
        return new Mark(size, first);
    }

    /** Drops everything written since {@code mark}. */
    public void rewind(Mark mark) {
        size = mark.size;
        first = mark.first;
    }

    /** A position between two elements of this writer's document. */
    public record Mark(int size, boolean first) {}

    @CanIgnoreReturnValue
    public JsonWriter beginObject() {
        separate();
        put((byte) '{');
        first = true;
        return this;
    }

    @CanIgnoreReturnValue
    public JsonWriter endObject() {
        put((byte) '}');
        first = false;
        return this;
    }

    @CanIgnoreReturnValue
    public JsonWriter beginArray() {
        separate();
        put((byte) '[');
        first = true;
        return this;
    }

    @CanIgnoreReturnValue
    public JsonWriter endArray() {
        put((byte) ']');
        first = false;
        return this;
    }

    /** Writes a member's name; its value must follow. */
    @CanIgnoreReturnValue
    public JsonWriter name(String name) {
        separate();
        string(name);
        put((byte) ':');
        first = true;
        return this;
    }

    @CanIgnoreReturnValue
    public JsonWriter value(String text) {
        separate();
        string(text);
        first = false;
        return this;
    }

    @CanIgnoreReturnValue
    public JsonWriter value(long number) {
        separate();
        digits(number);
        first = false;
        return this;
    }

    @CanIgnoreReturnValue
    public JsonWriter value(boolean flag) {
        separate();
        raw(flag ? TRUE : FALSE);
        first = false;
        return this;
    }

    /** Writes one JSON value that is already encoded. */
    @CanIgnoreReturnValue
    public JsonWriter encoded(JsonBytes json) {
        separate();
        raw(json.bytes());
        first = false;
        return this;
    }

    /** Writes one JSON value that is already encoded as text, such as a document column. */
    @CanIgnoreReturnValue
    public JsonWriter encoded(String json) {
        separate();
        unescaped(json);
        first = false;
        return this;
    }

    /** Writes encoded JSON as the text of a JSON string: one pass of copying, no decoding. */
    @CanIgnoreReturnValue
    public JsonWriter quoted(JsonBytes json) {
        separate();
        put((byte) '"');
        reserve(2 * json.length());
        for (var b : json.bytes()) {
            if (isPlain(b)) {
                bytes[size++] = b;
            } else {
                escaped(b);
            }
        }
        put((byte) '"');
        first = false;
        return this;
    }

    private void separate() {
        if (!first) {
            put((byte) ',');
        }
        first = false;
    }

    private void string(String text) {
        put((byte) '"');
        var length = text.length();
        reserve(length + 16);
        for (var i = plain(text, length); i < length; i++) {
            var c = text.charAt(i);
            if (c < 0x80) {
                escaped((byte) c);
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                codePoint(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                codePoint(Character.isSurrogate(c) ? 0xFFFD : c);
            }
        }
        put((byte) '"');
    }

    /** Copies what stands before the first character that is not written as it is, and tells where that is. */
    private int plain(String text, int length) {
        var into = bytes;
        var at = size;
        var i = 0;
        for (; i < length; i++) {
            var c = text.charAt(i);
            if (c >= 0x80 || !isPlain((byte) c)) {
                break;
            }
            into[at++] = (byte) c;
        }
        size = at;
        return i;
    }

    /** Whether a byte of UTF-8 stands in a JSON string as it is. */
    private static boolean isPlain(byte b) {
        return (b >= ' ' || b < 0) && b != '"' && b != '\\';
    }

    private void unescaped(String text) {
        raw(text.getBytes(StandardCharsets.UTF_8));
    }

    private void escaped(byte b) {
        switch (b) {
            case '"', '\\' -> {
                put((byte) '\\');
                put(b);
            }
            case '\n' -> {
                put((byte) '\\');
                put((byte) 'n');
            }
            case '\r' -> {
                put((byte) '\\');
                put((byte) 'r');
            }
            case '\t' -> {
                put((byte) '\\');
                put((byte) 't');
            }
            default -> {
                if (b >= 0 && b < 0x20) {
                    raw(new byte[] {'\\', 'u', '0', '0', HEX[b >> 4], HEX[b & 15]});
                } else {
                    put(b);
                }
            }
        }
    }

    private void codePoint(int c) {
        if (c < 0x800) {
            put((byte) (0xC0 | (c >> 6)));
        } else {
            if (c < 0x10000) {
                put((byte) (0xE0 | (c >> 12)));
            } else {
                put((byte) (0xF0 | (c >> 18)));
                put((byte) (0x80 | ((c >> 12) & 0x3F)));
            }
            put((byte) (0x80 | ((c >> 6) & 0x3F)));
        }
        put((byte) (0x80 | (c & 0x3F)));
    }

    private void digits(long number) {
        if (number < 0 || number > 999_999_999L) {
            unescaped(Long.toString(number));
            return;
        }
        var n = (int) number;
        var count = 1;
        for (var rest = n; rest >= 10; rest /= 10) {
            count++;
        }
        reserve(count);
        for (var at = size + count - 1; at >= size; at--) {
            bytes[at] = (byte) ('0' + n % 10);
            n /= 10;
        }
        size += count;
    }

    private void raw(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    private void put(byte b) {
        if (size == bytes.length) {
            reserve(1);
        }
        bytes[size++] = b;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
