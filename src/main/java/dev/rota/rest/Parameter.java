package dev.rota.rest;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * A parameter in the query.
 *
 * @param shape of its value: a text, a choice, a time, or a whole number or flag in their usual spelling
 */
public record Parameter(String name, Shape shape, String description) {
    public static Parameter of(String name, Shape shape, String description) {
        return new Parameter(name, shape, description);
    }

    JsonObject document() {
        return new JsonObject()
                .put("name", name)
                .put("in", "query")
                .put("required", false)
                .put("description", description)
                .put("schema", shape.schema());
    }

    /** Adds to {@code problems} what is wrong with {@code values}, the ones that the query has. */
    void check(List<String> values, Problems problems) {
        if (values.size() > 1) {
            problems.add(name, "'" + name + "' may be given once", List.of());
            return;
        }
        var own = new Problems();
        shape.check("", value(values.get(0)), own);
        own.first().ifPresent(wrong -> problems.add(name, "'" + name + "' " + wrong.message(), wrong.accepted()));
    }

    /** As JSON would have it. */
    Object value(String text) {
        if (shape instanceof WholeShape && text.matches("-?[0-9]{1,18}")) {
            return Long.valueOf(text);
        }
        if (shape instanceof FlagShape && (text.equals("true") || text.equals("false"))) {
            return Boolean.valueOf(text);
        }
        return text;
    }
}
