package dev.rota.mcp;

import dev.rota.TestHttpClient;
import dev.rota.mcp.golden.GoldenServer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Messages to a server under test, modern ones with their metadata and headers. */
public final class Messages {
    private Messages() {}

    /** A modern {@code tools/call}; {@code more} are further members of its parameters. */
    public static HttpRequest call(GoldenServer server, String caller, Object id, String tool, JsonObject more) {
        var meta = new JsonObject()
                .put("io.modelcontextprotocol/protocolVersion", "2026-07-28")
                .put("io.modelcontextprotocol/clientCapabilities", new JsonObject("{\"elicitation\": {}}"));
        var params = new JsonObject().put("name", tool).put("_meta", meta).mergeIn(more, true);
        return post(server, caller, request(id, "tools/call", params).encode())
                .setHeader("MCP-Protocol-Version", "2026-07-28")
                .setHeader("Mcp-Method", "tools/call")
                .setHeader("Mcp-Name", tool)
                .build();
    }

    /** A legacy message. */
    public static HttpRequest legacy(GoldenServer server, String caller, JsonObject message) {
        return post(server, caller, message.encode())
                .setHeader("MCP-Protocol-Version", "2025-11-25")
                .build();
    }

    public static JsonObject request(Object id, String method, JsonObject params) {
        return new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", id)
                .put("method", method)
                .put("params", params);
    }

    public static HttpRequest.Builder post(GoldenServer server, String caller, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/mcp"))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + caller)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    public static HttpResponse<String> send(HttpRequest request) {
        return TestHttpClient.send(request, BodyHandlers.ofString());
    }

    /** The {@code result} of an answer in JSON. */
    public static JsonObject result(HttpResponse<String> response) {
        var result = new JsonObject(response.body()).getJsonObject("result");
        if (result == null) {
            throw new AssertionError(response.body());
        }
        return result;
    }
}
