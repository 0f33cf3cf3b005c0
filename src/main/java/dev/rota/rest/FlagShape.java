package dev.rota.rest;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** True or false. */
record FlagShape() implements Shape {
    @Override
    public JsonObject schema() {
        return new JsonObject().put("type", "boolean");
    }

    @Override
    public void check(String pointer, @Nullable Object value, Problems problems) {
        if (!(value instanceof Boolean)) {
            problems.add(pointer, "must be a boolean", List.of("true", "false"));
        }
    }
}
