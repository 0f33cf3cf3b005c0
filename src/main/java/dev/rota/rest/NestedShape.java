package dev.rota.rest;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Any JSON value that is bounded in depth and size.
 *
 * @param clean whether its texts may have no control characters but line breaks and tabs
 */
record NestedShape(int levels, int values, boolean clean) implements Shape {
    @Override
    public JsonObject schema() {
        return new JsonObject();
    }

    @Override
    public void check(String pointer, @Nullable Object value, Problems problems) {
        var refusal = new NestedValues(this).refusal(value);
        if (refusal != null) {
            problems.add(pointer, refusal, List.of());
        }
    }
}
