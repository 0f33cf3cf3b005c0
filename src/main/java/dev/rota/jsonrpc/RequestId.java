package dev.rota.jsonrpc;

import dev.rota.json.JsonWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The id of a request: echoed with the JSON type it came with. */
public sealed interface RequestId {
    /** A string of at most 128 characters. */
    record Text(String value) implements RequestId {
        @Override
        public void writeTo(JsonWriter writer) {
            writer.value(value);
        }
    }

    /** An integer that every JSON implementation can hold: within 2^53 - 1 either way. */
    record Whole(long value) implements RequestId {
        @Override
        public void writeTo(JsonWriter writer) {
            writer.value(value);
        }
    }

    void writeTo(JsonWriter writer);

    /** The id that a parsed JSON value is; empty for anything else, null and fractions included. */
    static Optional<RequestId> of(@Nullable Object json) {
        if (json instanceof String text && text.length() <= 128 && isUnicode(text)) {
            return Optional.of(new Text(text));
        }
        if (json instanceof Integer || json instanceof Long) {
            var number = ((Number) json).longValue();
            return Math.abs(number) < 1L << 53 ? Optional.of(new Whole(number)) : Optional.empty();
        }
        return Optional.empty();
    }

    /** Half a surrogate pair cannot be echoed in UTF-8. */
    private static boolean isUnicode(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
