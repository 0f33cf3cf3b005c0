package dev.rota.rest;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of some texts. */
record ChoiceShape(List<String> values) implements Shape {
    public ChoiceShape {
        values = List.copyOf(values);
    }

    @Override
    public JsonObject schema() {
        return new JsonObject().put("type", "string").put("enum", new JsonArray(values));
    }

    @Override
    public void check(String pointer, @Nullable Object value, Problems problems) {
        if (!(value instanceof String text) || !values.contains(text)) {
            problems.add(pointer, "must be one of the accepted values", values);
        }
    }
}
