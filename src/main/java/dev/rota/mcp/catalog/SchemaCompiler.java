package dev.rota.mcp.catalog;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns the schemas a tool publishes into rules, and refuses at start what stricter hosts would reject or what would be
 * published without being enforced (catalogue section 1, rule 2).
 */
final class SchemaCompiler {
    private static final long SAFE = (1L << 53) - 1; // RFC 8259 section 6
    private static final int ITEMS = 100; // security section 9, "arrays in arguments"
    private static final Set<String> ON_ANY = Set.of("type", "description", "default");

    private final String tool;
    private final Set<String> references;

    /** @param references arguments of type integer that also take text */
    SchemaCompiler(String tool, Set<String> references) {
        this.tool = tool;
        this.references = references;
    }

    /** @param unlisted further properties, accepted though {@code schema} does not show them */
    Rule.Members arguments(JsonObject schema, JsonObject unlisted) {
        var listed = members(schema, "", 1);
        var all = new LinkedHashMap<>(listed.properties());
        properties(unlisted, "", 1).forEach((name, rule) -> {
            if (all.put(name, rule) != null) {
                throw refused(name, "is both listed and unlisted");
            }
        });
        return new Rule.Members(all, listed.required(), listed.listed());
    }

    /** @param depth how many levels of objects may still follow */
    private Rule.Members members(JsonObject schema, String at, int depth) {
        allow(schema, at, "properties", "required", "additionalProperties");
        if (!"object".equals(schema.getValue("type"))
                || !Boolean.FALSE.equals(schema.getValue("additionalProperties"))) {
            throw refused(at, "must have type object and additionalProperties false");
        }
        var properties = properties(schema.getJsonObject("properties", new JsonObject()), at, depth);
        var required = new LinkedHashSet<>(texts(schema.getJsonArray("required", new JsonArray())));
        if (!properties.keySet().containsAll(required)) {
            throw refused(at, "requires a property it does not have");
        }
        return new Rule.Members(properties, required, List.copyOf(properties.keySet()));
    }

    private Map<String, Rule> properties(JsonObject schemas, String at, int depth) {
        var rules = new LinkedHashMap<String, Rule>();
        schemas.forEach(member -> {
            var rule = rule((JsonObject) member.getValue(), at + "/" + member.getKey(), depth);
            var names = rule instanceof Rule.Whole && references.contains(member.getKey());
            rules.put(member.getKey(), names ? new Rule.Reference() : rule);
        });
        return rules;
    }

    private Rule rule(JsonObject schema, String at, int depth) {
        return switch (String.valueOf(schema.getValue("type"))) {
            case "string" -> string(schema, at);
            case "integer" -> integer(schema, at);
            case "number" -> number(schema, at);
            case "boolean" -> flag(schema, at);
            case "array" -> array(schema, at, depth);
            case "object" -> object(schema, at);
            case "null" -> anything(schema, at);
            default -> throw refused(at, "must have one of the types string, integer, number, boolean, array, object");
        };
    }

    private Rule string(JsonObject schema, String at) {
        if (schema.containsKey("enum")) {
            allow(schema, at, "enum", "x-mcp-header");
            return Rule.Choice.of(texts(schema.getJsonArray("enum")));
        }
        allow(schema, at, "minLength", "maxLength", "x-mcp-header");
        return new Rule.Text(schema.getInteger("minLength", 0), schema.getInteger("maxLength", Integer.MAX_VALUE));
    }

    private Rule integer(JsonObject schema, String at) {
        allow(schema, at, "minimum", "maximum", "x-mcp-header");
        return new Rule.Whole(schema.getLong("minimum", -SAFE), schema.getLong("maximum", SAFE));
    }

    private Rule number(JsonObject schema, String at) {
        allow(schema, at, "minimum", "maximum");
        return new Rule.Decimal(
                schema.getDouble("minimum", -Double.MAX_VALUE), schema.getDouble("maximum", Double.MAX_VALUE));
    }

    private Rule flag(JsonObject schema, String at) {
        allow(schema, at, "x-mcp-header");
        return new Rule.Flag();
    }

    private Rule array(JsonObject schema, String at, int depth) {
        allow(schema, at, "items", "minItems", "maxItems");
        var items = schema.getJsonObject("items");
        if (items == null) {
            throw refused(at, "must say what its items are");
        }
        return new Rule.Items(
                item(items, at + "/items", depth),
                schema.getInteger("minItems", 0),
                schema.getInteger("maxItems", ITEMS));
    }

    private Rule item(JsonObject schema, String at, int depth) {
        var type = String.valueOf(schema.getValue("type"));
        if (!type.equals("object")) {
            if (type.equals("array")) {
                throw refused(at, "must not be an array in an array");
            }
            return rule(schema, at, 0);
        }
        if (depth == 0) {
            throw refused(at, "is nested too deeply");
        }
        return members(schema, at, depth - 1);
    }

    /** Without properties only, as a free document: an object among the arguments would not be flat. */
    private Rule object(JsonObject schema, String at) {
        allow(schema, at);
        return new Rule.Document();
    }

    /** No type at all: any JSON, as a dialect may publish it; its description says so. */
    private Rule anything(JsonObject schema, String at) {
        allow(schema, at);
        if (!schema.containsKey("description") || schema.containsKey("type")) {
            throw refused(at, "must have a type, or a description that says that it may be anything");
        }
        return new Rule.Anything();
    }

    private void allow(JsonObject schema, String at, String... keywords) {
        for (var keyword : schema.fieldNames()) {
            if (!ON_ANY.contains(keyword) && !List.of(keywords).contains(keyword)) {
                throw refused(at, "must not use '" + keyword + "'");
            }
        }
    }

    private static List<String> texts(JsonArray array) {
        var texts = new ArrayList<String>();
        array.forEach(text -> texts.add((String) text));
        return texts;
    }

    private IllegalArgumentException refused(String at, String rule) {
        return new IllegalArgumentException("schema of " + tool + ": " + (at.isEmpty() ? "the root" : at) + " " + rule);
    }
}
