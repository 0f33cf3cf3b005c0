package dev.rota.rest;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A number that is not negative. */
record AmountShape(long most) implements Shape {
    @Override
    public JsonObject schema() {
        return new JsonObject().put("type", "number").put("minimum", 0).put("maximum", most);
    }

    @Override
    public void check(String pointer, @Nullable Object value, Problems problems) {
        if (!(value instanceof Number number) || !(number.doubleValue() >= 0 && number.doubleValue() <= most)) {
            problems.add(pointer, "must be a number from 0 to " + most, List.of());
        }
    }
}
