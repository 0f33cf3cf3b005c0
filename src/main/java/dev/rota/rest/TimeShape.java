package dev.rota.rest;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A time of RFC 3339. */
record TimeShape() implements Shape {
    @Override
    public JsonObject schema() {
        return new JsonObject().put("type", "string").put("format", "date-time");
    }

    @Override
    public void check(String pointer, @Nullable Object value, Problems problems) {
        if (!(value instanceof String text) || Times.parse(text).isEmpty()) {
            problems.add(pointer, "must be a time such as 2026-11-21T09:30:00Z", List.of());
        }
    }
}
