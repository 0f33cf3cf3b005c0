package dev.rota.mcp.catalog;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which arguments clients mirror in {@code Mcp-Param-*} headers ({@code x-mcp-header}, MCP transports, "Custom
 * Headers"). Clients drop a tool whose annotations break a rule, so a broken one stops the start.
 */
final class MirroredArguments {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+"); // RFC 9110 section 5.6.2
    private static final Set<String> TYPES = Set.of("string", "integer", "boolean");
    private static final String KEYWORD = "x-mcp-header";

    private final String tool;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Set<String> taken = new TreeSet<>();

    private MirroredArguments(String tool) {
        this.tool = tool;
    }

    /** Header name to RFC 6901 pointer of the argument. */
    static Map<String, String> of(String tool, JsonObject inputSchema) {
        var found = new MirroredArguments(tool);
        found.visit(inputSchema, "", false);
        return found.headers;
    }

    /** @param pointer of the value {@code json} describes; null where no plain chain of properties leads to it */
    private void visit(@Nullable Object json, @Nullable String pointer, boolean isPropertyMap) {
        if (json instanceof JsonArray array) {
            array.forEach(item -> visit(item, null, false));
        }
        if (!(json instanceof JsonObject object)) {
            return;
        }
        if (!isPropertyMap && object.containsKey(KEYWORD)) {
            add(object, pointer);
        }
        object.forEach(member -> {
            var isProperties = !isPropertyMap && member.getKey().equals("properties") && pointer != null;
            var below =
                    isPropertyMap && pointer != null ? pointer + "/" + member.getKey() : isProperties ? pointer : null;
            visit(member.getValue(), below, isProperties);
        });
    }

    private void add(JsonObject schema, @Nullable String pointer) {
        var name = schema.getValue(KEYWORD);
        if (pointer == null || pointer.isEmpty()) {
            throw refused(name, "is not reachable by properties alone");
        }
        if (!(name instanceof String header) || !TOKEN.matcher(header).matches()) {
            throw refused(name, "is not a header token");
        }
        if (!TYPES.contains(String.valueOf(schema.getValue("type")))) {
            throw refused(name, "is not on a string, integer or boolean");
        }
        if (!taken.add(header.toLowerCase(Locale.ROOT))) {
            throw refused(name, "is there twice");
        }
        headers.put("Mcp-Param-" + header, pointer);
    }

    private IllegalArgumentException refused(@Nullable Object name, String rule) {
        return new IllegalArgumentException("schema of " + tool + ": " + KEYWORD + " " + name + " " + rule);
    }
}
