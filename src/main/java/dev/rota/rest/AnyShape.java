package dev.rota.rest;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Any JSON value. */
record AnyShape() implements Shape {
    @Override
    public JsonObject schema() {
        return new JsonObject();
    }

    @Override
    public void check(String pointer, @Nullable Object value, Problems problems) {
        // whatever it is
    }
}
