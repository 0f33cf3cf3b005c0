package dev.rota.rest;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An object whose member names are not known before. */
record MapShape(Shape value, int most) implements Shape {
    @Override
    public JsonObject schema() {
        return new JsonObject()
                .put("type", "object")
                .put("additionalProperties", value.schema())
                .put("maxProperties", most);
    }

    @Override
    public void check(String pointer, @Nullable Object given, Problems problems) {
        if (!(given instanceof JsonObject object)) {
            problems.add(pointer, "must be an object", List.of());
        } else if (object.size() > most) {
            problems.add(pointer, "must have at most " + most + " members", List.of());
        } else {
            object.forEach(entry -> value.check(Problems.at(pointer, entry.getKey()), entry.getValue(), problems));
        }
    }
}
