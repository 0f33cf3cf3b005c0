package dev.rota.rest;

import com.github.curiousoddman.rgxgen.RgxGen;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** JSON values that fit a schema, and values that do not. Repeatable: all from one seed. */
final class SchemaSamples {
    private static final int LONGEST_LIST = 3;
    private static final String LETTERS = "abc Zß日_-.@'\"<%";

    private final Random random;

    SchemaSamples(Random random) {
        this.random = random;
    }

    /** One that fits. */
    @Nullable
    Object fitting(JsonObject schema) {
        if (schema.containsKey("enum")) {
            var values = schema.getJsonArray("enum");
            return values.getValue(random.nextInt(values.size()));
        }
        return switch (schema.getString("type", "")) {
            case "string" -> text(schema);
            case "integer" -> whole(schema);
            case "number" -> random.nextInt(1_000) / 8.0;
            case "boolean" -> random.nextBoolean();
            case "array" -> list(schema);
            case "object" -> object(schema);
            default -> anything();
        };
    }

    private String text(JsonObject schema) {
        if ("date-time".equals(schema.getString("format"))) {
            return Instant.ofEpochSecond(random.nextInt(2_000_000_000)).toString();
        }
        var pattern = schema.getString("pattern");
        if (pattern != null) {
            return RgxGen.parse(pattern.substring(1, pattern.length() - 1)).generate(random);
        }
        var least = schema.getInteger("minLength", 0);
        var most = Math.min(schema.getInteger("maxLength", 40), least + 40);
        var length = least + random.nextInt(most - least + 1);
        var text = new StringBuilder();
        while (text.length() < length) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString().isBlank() ? "x".repeat(length) : text.toString();
    }

    private long whole(JsonObject schema) {
        var least = schema.getLong("minimum", -1_000L);
        var most = Math.min(schema.getLong("maximum", 1_000L), least + 1_000);
        return least + random.nextInt((int) (most - least + 1));
    }

    private JsonArray list(JsonObject schema) {
        var least = schema.getInteger("minItems", 0);
        var most = Math.max(least, Math.min(schema.getInteger("maxItems", LONGEST_LIST), LONGEST_LIST));
        var items = new JsonArray();
        for (var i = least + random.nextInt(most - least + 1); i > 0; i--) {
            items.add(fitting(schema.getJsonObject("items", new JsonObject())));
        }
        return items;
    }

    private JsonObject object(JsonObject schema) {
        var object = new JsonObject();
        var required = schema.getJsonArray("required", new JsonArray());
        schema.getJsonObject("properties", new JsonObject()).forEach(property -> {
            if (required.contains(property.getKey()) || random.nextInt(3) > 0) {
                object.put(property.getKey(), fitting((JsonObject) property.getValue()));
            }
        });
        if (schema.getValue("additionalProperties") instanceof JsonObject more) {
            for (var i = random.nextInt(3); i > 0; i--) {
                object.put("key" + i, fitting(more));
            }
        }
        return object;
    }

    private Object anything() {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextInt();
            case 1 -> new JsonArray().add("x").add(1);
            case 2 -> new JsonObject().put("a", new JsonObject().put("b", false));
            case 3 -> random.nextBoolean();
            default -> "anything";
        };
    }

    /** One body that cannot fit an object of named members: one thing in it is wrong for sure. */
    Object broken(JsonObject schema) {
        var body = object(schema);
        var ways = new ArrayList<Runnable>();
        ways.add(() -> body.put("org_id", 1));
        ways.add(() -> body.put("created_by", "somebody"));
        ways.add(() -> body.put("x".repeat(200), 1));
        for (var name : schema.getJsonObject("properties", new JsonObject()).fieldNames()) {
            var property = schema.getJsonObject("properties").getJsonObject(name);
            unlike(property).forEach(value -> ways.add(() -> body.put(name, value)));
        }
        for (var name : schema.getJsonArray("required", new JsonArray())) {
            ways.add(() -> body.remove((String) name));
        }
        if (random.nextInt(20) == 0) {
            return new JsonArray().add(body);
        }
        ways.get(random.nextInt(ways.size())).run();
        return body;
    }

    private static List<Object> unlike(JsonObject schema) {
        var values = new ArrayList<Object>();
        switch (schema.getString("type", "")) {
            case "string" -> {
                values.add(7);
                values.add(new JsonArray().add("x"));
                values.add("x".repeat(schema.getInteger("maxLength", 100_000) + 1));
                values.add("\u0000");
                values.add("a\u0007b");
            }
            case "integer" -> {
                values.add("1");
                values.add(1.5);
                values.add(Long.MAX_VALUE);
                values.add(schema.getLong("minimum", 0L) - 1);
            }
            case "number" -> {
                values.add("1");
                values.add(-0.5);
                values.add(1e300);
            }
            case "boolean" -> values.add("true");
            case "array" -> {
                values.add("x");
                values.add(new JsonArray().add(new JsonArray()));
            }
            case "object" -> values.add("x");
            default -> {} // takes anything
        }
        return values;
    }
}
