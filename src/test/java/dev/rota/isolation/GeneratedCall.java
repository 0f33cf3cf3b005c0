package dev.rota.isolation;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call of one tool, made from its schema: what is required gets a value, and one argument that names something is
 * left to be filled.
 *
 * @param endpoint its path
 * @param changes whether the tool may change something
 * @param path to that argument; empty for a call with only what is required
 */
record GeneratedCall(
        String endpoint, String tool, boolean changes, JsonObject schema, List<String> path, @Nullable Kind kind) {
    /** Native tools take numbers where they say so; a dialect takes any name. */
    private boolean isNative() {
        return endpoint.startsWith("/mcp");
    }

    /** A call for each argument that names something, wherever it stands, and one without any. */
    static List<GeneratedCall> of(String endpoint, JsonObject tool) {
        var schema = tool.getJsonObject("inputSchema");
        var name = tool.getString("name");
        var changes = !tool.getJsonObject("annotations").getBoolean("readOnlyHint");
        var plain = new GeneratedCall(endpoint, name, changes, schema, List.of(), null);
        var calls = new ArrayList<GeneratedCall>();
        calls.add(plain);
        calls.add(plain.open(List.of("organization"), Kind.ORGANIZATION));
        plain.collect(schema, List.of(), calls);
        return calls;
    }

    /** Names of all string and integer arguments, wherever they stand. */
    static List<String> arguments(JsonObject schema) {
        var names = new ArrayList<String>();
        for (var property : properties(schema).fieldNames()) {
            var inner = properties(schema).getJsonObject(property);
            var item = inner.getJsonObject("items", inner);
            if (item.containsKey("properties")) {
                names.addAll(arguments(item));
            } else if (!item.containsKey("enum") && !"boolean".equals(item.getString("type"))) {
                names.add(property);
            }
        }
        return names;
    }

    /**
     * The arguments with {@code value} where this call is open.
     *
     * @return null where the argument cannot hold it: text in an integer
     */
    @Nullable
    JsonObject with(String value, Function<Kind, String> own) {
        var arguments = required(schema, own);
        var target = arguments;
        var at = schema;
        for (var step : path.subList(0, Math.max(0, path.size() - 1))) {
            at = properties(at).getJsonObject(step).getJsonObject("items");
            var array = new JsonArray().add(required(at, own));
            target.put(step, array);
            target = array.getJsonObject(0);
        }
        if (path.isEmpty()) {
            return arguments;
        }
        var last = path.get(path.size() - 1);
        var type = properties(at).getJsonObject(last, new JsonObject()).getString("type", "string");
        if (type.equals("integer") && !value.matches("\\d+") && isNative()) {
            return null;
        }
        target.put(
                last,
                switch (type) {
                    case "integer" -> number(value);
                    case "array" -> new JsonArray().add(value);
                    default -> value;
                });
        return arguments;
    }

    @Override
    public String toString() {
        return endpoint + " " + tool + " " + String.join(".", path);
    }

    private GeneratedCall open(List<String> at, @Nullable Kind names) {
        return new GeneratedCall(endpoint, tool, changes, schema, at, names);
    }

    private void collect(JsonObject schema, List<String> above, List<GeneratedCall> calls) {
        for (var property : properties(schema).fieldNames()) {
            var path = new ArrayList<>(above);
            path.add(property);
            var inner = properties(schema).getJsonObject(property);
            var item = inner.getJsonObject("items", inner);
            if (item.containsKey("properties")) {
                collect(item, path, calls);
            } else if (Kind.ARGUMENTS.containsKey(property)) {
                calls.add(open(path, Kind.ARGUMENTS.get(property)));
            }
        }
    }

    private static JsonObject required(JsonObject schema, Function<Kind, String> own) {
        var arguments = new JsonObject();
        for (var name : schema.getJsonArray("required", new JsonArray())) {
            arguments.put((String) name, any((String) name, properties(schema).getJsonObject((String) name), own));
        }
        if (properties(schema).containsKey("timeout_seconds")) {
            arguments.put("timeout_seconds", 0); // how long nothing is said says nothing of others either
        }
        return arguments;
    }

    private static Object any(String name, JsonObject schema, Function<Kind, String> own) {
        var kind = Kind.ARGUMENTS.get(name);
        if (schema.containsKey("enum")) {
            return schema.getJsonArray("enum").getValue(0);
        }
        return switch (schema.getString("type")) {
            case "integer" -> kind == null ? schema.getLong("minimum", 1L) : number(own.apply(kind));
            case "array" -> new JsonArray().add(item(name, schema.getJsonObject("items"), own));
            case "object" -> new JsonObject();
            default -> kind == null ? "some text" : own.apply(kind);
        };
    }

    private static Object item(String name, JsonObject schema, Function<Kind, String> own) {
        return schema.containsKey("properties") ? required(schema, own) : any(name, schema, own);
    }

    private static Object number(String value) {
        return value.matches("\\d+") ? (Object) Long.valueOf(value) : value;
    }

    private static JsonObject properties(JsonObject schema) {
        return schema.getJsonObject("properties", new JsonObject());
    }
}
