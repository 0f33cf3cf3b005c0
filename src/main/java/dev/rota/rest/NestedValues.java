package dev.rota.rest;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** One walk through all that a JSON value has in it. */
final class NestedValues {
    private final NestedShape bounds;
    private int left;

    NestedValues(NestedShape bounds) {
        this.bounds = bounds;
        this.left = bounds.values();
    }

    /** What is wrong with it; null where nothing is. */
    @Nullable
    String refusal(@Nullable Object value) {
        return fits(value, bounds.levels())
                ? null
                : "must have at most " + bounds.levels() + " levels and " + bounds.values() + " values"
                        + (bounds.clean() ? ", and no control characters" : "");
    }

    private boolean fits(@Nullable Object value, int levels) {
        left--;
        if (left < 0 || levels < 0) {
            return false;
        }
        if (value instanceof String text) {
            return isClean(text);
        }
        if (value instanceof JsonArray items) {
            return StreamSupport.stream(items.spliterator(), false).allMatch(item -> fits(item, levels - 1));
        }
        return !(value instanceof JsonObject object)
                || StreamSupport.stream(object.spliterator(), false)
                        .allMatch(member -> isClean(member.getKey()) && fits(member.getValue(), levels - 1));
    }

    private boolean isClean(String text) {
        return !bounds.clean() || Shape.isClean(text);
    }
}
