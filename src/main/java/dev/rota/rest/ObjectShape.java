package dev.rota.rest;

import dev.rota.failure.FailureCode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object of named members; others are refused. */
record ObjectShape(List<Member> members) implements Shape {
    public ObjectShape {
        members = List.copyOf(members);
    }

    @Override
    public JsonObject schema() {
        var properties = new JsonObject();
        var required = new JsonArray();
        for (var member : members) {
            properties.put(member.name(), member.schema());
            if (member.required()) {
                required.add(member.name());
            }
        }
        var schema = new JsonObject()
                .put("type", "object")
                .put("properties", properties)
                .put("additionalProperties", false);
        return required.isEmpty() ? schema : schema.put("required", required);
    }

    @Override
    public void check(String pointer, @Nullable Object value, Problems problems) {
        if (!(value instanceof JsonObject object)) {
            problems.add(pointer, "must be an object", List.of());
            return;
        }
        var known = byName();
        for (var name : object.fieldNames()) {
            if (!known.containsKey(name)) {
                problems.add(
                        FailureCode.UNKNOWN_FIELD,
                        Problems.at(pointer, name),
                        "is not known here",
                        List.copyOf(known.keySet()));
            }
        }
        known.forEach((name, member) -> {
            if (object.containsKey(name)) {
                member.shape().check(Problems.at(pointer, name), object.getValue(name), problems);
            } else if (member.required()) {
                problems.add(Problems.at(pointer, name), "is required", List.of());
            }
        });
    }

    private Map<String, Member> byName() {
        var names = new LinkedHashMap<String, Member>();
        members.forEach(member -> names.put(member.name(), member));
        return names;
    }
}
