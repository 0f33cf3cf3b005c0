package dev.rota.cli.remote;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * The headers of one MCP message over HTTP. A modern request repeats parts of itself (MCP transports, "Standard Request
 * Headers"); an earlier one names only the revision that was agreed on.
 */
public final class MessageHeaders {
    private static final String VERSION = "io.modelcontextprotocol/protocolVersion";
    private static final String VERSION_HEADER = "MCP-Protocol-Version";

    private static final Map<String, String> NAMED =
            Map.of("tools/call", "name", "prompts/get", "name", "resources/read", "uri");

    private MessageHeaders() {}

    /** Whether the message speaks for itself, without a handshake before it. */
    public static boolean isModern(JsonObject message) {
        return params(message).getValue("_meta") instanceof JsonObject meta && meta.containsKey(VERSION);
    }

    /**
     * Adds them.
     *
     * @param agreed revision of the handshake; empty before it
     */
    public static void put(HttpRequest.Builder request, JsonObject message, String agreed) {
        request.setHeader("Content-Type", "application/json");
        request.setHeader("Accept", "application/json, text/event-stream");
        if (isModern(message)) {
            putModern(request, message);
        } else if (!agreed.isEmpty()) {
            request.setHeader(VERSION_HEADER, agreed);
        }
    }

    private static void putModern(HttpRequest.Builder request, JsonObject message) {
        var params = params(message);
        var method = String.valueOf(message.getValue("method"));
        request.setHeader(VERSION_HEADER, encoded(params.getJsonObject("_meta").getValue(VERSION)));
        request.setHeader("Mcp-Method", encoded(method));
        var named = NAMED.get(method);
        if (named != null && params.getValue(named) instanceof String name) {
            request.setHeader("Mcp-Name", encoded(name));
        }
    }

    private static JsonObject params(JsonObject message) {
        return message.getValue("params") instanceof JsonObject params ? params : new JsonObject();
    }

    /** What a header cannot carry as it is, is base64 between marks (MCP transports, "Value Encoding"). */
    private static String encoded(Object value) {
        var text = String.valueOf(value);
        var plain = text.chars().allMatch(c -> c >= 0x20 && c < 0x7f)
                && text.equals(text.strip())
                && !(text.startsWith("=?base64?") && text.endsWith("?="));
        return plain
                ? text
                : "=?base64?" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?=";
    }
}
