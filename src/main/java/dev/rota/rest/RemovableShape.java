package dev.rota.rest;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A value, or null, which takes it away. */
record RemovableShape(Shape shape) implements Shape {
    @Override
    public JsonObject schema() {
        return new JsonObject()
                .put("anyOf", new JsonArray().add(shape.schema()).add(new JsonObject().put("type", "null")));
    }

    @Override
    public void check(String pointer, @Nullable Object value, Problems problems) {
        if (value != null) {
            shape.check(pointer, value, problems);
        }
    }
}
