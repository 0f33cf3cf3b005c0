package dev.rota.rest;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole number within bounds. */
record WholeShape(long least, long most) implements Shape {
    @Override
    public JsonObject schema() {
        return new JsonObject().put("type", "integer").put("minimum", least).put("maximum", most);
    }

    @Override
    public void check(String pointer, @Nullable Object value, Problems problems) {
        if (!(value instanceof Number number)
                || !(number instanceof Integer || number instanceof Long)
                || number.longValue() < least
                || number.longValue() > most) {
            problems.add(pointer, "must be an integer from " + least + " to " + most, List.of());
        }
    }
}
