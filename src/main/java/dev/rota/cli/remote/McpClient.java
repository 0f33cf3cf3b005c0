package dev.rota.cli.remote;

import dev.rota.settings.Secret;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Calls the tools of one MCP path: modern revision, one request at a time, nothing kept between them. */
public final class McpClient {
    private static final String REVISION = "2026-07-28";
    private static final int MOST_CHARACTERS = 16 * 1024 * 1024;

    private final Server server;
    private final Secret key;
    private final String path;

    /** @param path such as {@code /mcp/x/all}, with a query where the path takes one */
    public McpClient(Server server, Secret key, String path) {
        this.server = server;
        this.key = key;
        this.path = path;
    }

    /** The same server and key at another path. */
    public McpClient at(String other) {
        return new McpClient(server, key, other);
    }

    /**
     * What a tool answers, its {@code structuredContent}. Fails with {@link RemoteException}, which has the tool's error
     * and says its hint.
     */
    public JsonObject call(String tool, JsonObject arguments) {
        var result = request("tools/call", new JsonObject().put("name", tool).put("arguments", arguments));
        var content = result.getJsonObject("structuredContent", new JsonObject());
        if (result.getBoolean("isError", false)) {
            throw Refusal.ofTool(content.getJsonObject("error", content));
        }
        return content;
    }

    /**
     * All entries of a list.
     *
     * @param method such as {@code tools/list}
     * @param member such as {@code tools}
     */
    public List<JsonObject> list(String method, String member) {
        return request(method, new JsonObject()).getJsonArray(member, new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    /** The result of one request. Fails with {@link RemoteException}. */
    public JsonObject request(String method, JsonObject params) {
        var message = new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", method)
                .put("params", params.copy().put("_meta", meta()));
        var request = server.request(path)
                .header("Authorization", "Bearer " + key.reveal())
                .POST(BodyPublishers.ofString(message.encode()));
        MessageHeaders.put(request, message, "");
        return result(server.send(request));
    }

    private static JsonObject meta() {
        return new JsonObject(Map.of(
                "io.modelcontextprotocol/protocolVersion",
                REVISION,
                "io.modelcontextprotocol/clientCapabilities",
                new JsonObject(),
                "io.modelcontextprotocol/clientInfo",
                new JsonObject().put("name", "rota").put("version", version())));
    }

    private static String version() {
        var version = McpClient.class.getPackage().getImplementationVersion();
        return version == null ? "0" : version;
    }

    private JsonObject result(HttpResponse<String> answer) {
        var message = message(answer);
        if (message.getValue("result") instanceof JsonObject result) {
            return result;
        }
        throw Refusal.ofRequest(server.url() + path, answer.statusCode(), message);
    }

    private static JsonObject message(HttpResponse<String> answer) {
        var type = answer.headers().firstValue("Content-Type").orElse("");
        try {
            return new JsonObject(type.startsWith("text/event-stream") ? last(answer.body()) : answer.body());
        } catch (DecodeException notJson) {
            return new JsonObject();
        }
    }

    /** The answer is the last event of its stream: what comes before it are notifications. */
    private static String last(String stream) {
        var events = new EventStream(MOST_CHARACTERS);
        return Stream.concat(stream.lines(), Stream.of(""))
                .flatMap(line -> events.line(line).stream())
                .reduce("", (earlier, later) -> later);
    }
}
