package dev.rota.rest;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Text as it was stored once: bounded, and otherwise not judged again. */
record StoredShape(int most) implements Shape {
    @Override
    public JsonObject schema() {
        return new JsonObject().put("type", "string").put("maxLength", most);
    }

    @Override
    public void check(String pointer, @Nullable Object value, Problems problems) {
        if (!(value instanceof String text) || text.codePointCount(0, text.length()) > most) {
            problems.add(pointer, "must be a string of at most " + most + " characters", List.of());
        }
    }
}
