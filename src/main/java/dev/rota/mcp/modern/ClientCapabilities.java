package dev.rota.mcp.modern;

import dev.rota.failure.FailureCode;
import dev.rota.mcp.protocol.ProtocolException;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** What the client of one request has declared it can do. Nothing else is ever used (MCP base, "_meta"). */
record ClientCapabilities(JsonObject json) {
    private static final String EXTENSIONS = "extensions";

    /** Of capabilities, and of extensions, which are told apart by their prefix (MCP base, "_meta"). */
    Set<String> names() {
        var names = new HashSet<>(json.fieldNames());
        names.removeIf(ClientCapabilities::isExtension);
        names.remove(EXTENSIONS);
        names.addAll(extensions().fieldNames());
        return names;
    }

    private JsonObject extensions() {
        return json.getValue(EXTENSIONS) instanceof JsonObject declared ? declared : new JsonObject();
    }

    private static boolean isExtension(String name) {
        return name.indexOf('/') >= 0;
    }

    /** Whether the client can answer {@code request}, one of the three kinds of questions. */
    boolean canAnswer(JsonObject request) {
        return has(needed(request));
    }

    /** The capability, shaped as in a declaration, that a question needs. */
    static JsonObject needed(JsonObject request) {
        return switch (request.getString("method", "")) {
            case "sampling/createMessage" -> new JsonObject().put("sampling", new JsonObject());
            case "roots/list" -> new JsonObject().put("roots", new JsonObject());
            case "elicitation/create" -> elicitation(request.getJsonObject("params", new JsonObject()));
            default -> throw new IllegalArgumentException("a tool cannot ask " + request.getString("method"));
        };
    }

    private static JsonObject elicitation(JsonObject params) {
        var isUrl = "url".equals(params.getValue("mode"));
        return new JsonObject()
                .put("elicitation", isUrl ? new JsonObject().put("url", new JsonObject()) : new JsonObject());
    }

    private boolean has(JsonObject needed) {
        if (!json.fieldNames().containsAll(needed.fieldNames())) {
            return false;
        }
        var wanted = needed.getJsonObject("elicitation");
        if (wanted == null || !(json.getValue("elicitation") instanceof JsonObject declared)) {
            return true;
        }
        // An empty declaration means forms alone: MCP elicitation, "Capabilities".
        return wanted.containsKey("url")
                ? declared.containsKey("url")
                : declared.isEmpty() || declared.containsKey("form");
    }

    /** Fails unless all of these were declared. */
    void require(Collection<String> needed) {
        if (!names().containsAll(needed)) {
            var required = new JsonObject();
            needed.forEach(name -> required.mergeIn(shaped(name), true));
            throw missing(required);
        }
    }

    private static JsonObject shaped(String name) {
        var one = new JsonObject().put(name, new JsonObject());
        return isExtension(name) ? new JsonObject().put(EXTENSIONS, one) : one;
    }

    static ProtocolException missing(JsonObject required) {
        return ProtocolException.of(
                FailureCode.MISSING_CLIENT_CAPABILITY,
                "This needs a client with "
                        + String.join(" and ", new TreeSet<>(new ClientCapabilities(required).names())),
                new JsonObject().put("requiredCapabilities", required));
    }
}
