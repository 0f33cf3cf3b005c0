package dev.rota.rest;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list. */
record ListShape(Shape item, int least, int most) implements Shape {
    @Override
    public JsonObject schema() {
        var schema = new JsonObject()
                .put("type", "array")
                .put("items", item.schema())
                .put("maxItems", most);
        return least == 0 ? schema : schema.put("minItems", least);
    }

    @Override
    public void check(String pointer, @Nullable Object value, Problems problems) {
        if (!(value instanceof JsonArray items)) {
            problems.add(pointer, "must be an array", List.of());
        } else if (items.size() < least || items.size() > most) {
            problems.add(pointer, "must have " + least + " to " + most + " items", List.of());
        } else {
            for (var i = 0; i < items.size(); i++) {
                item.check(pointer + "/" + i, items.getValue(i), problems);
            }
        }
    }
}
