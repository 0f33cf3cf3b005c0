package dev.rota.mcp;

import dev.rota.TestServer;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;

/** A client of the modern era: each of its requests carries its metadata and headers. */
public record ModernClient(TestServer server, OpaqueToken token, String path, JsonObject capabilities) {
    private static final JsonObject TASKS = new JsonObject("{\"extensions\": {\"io.modelcontextprotocol/tasks\": {}}}");

    /** One that has declared the tasks extension. */
    public static ModernClient withTasks(TestServer server, OpaqueToken token) {
        return new ModernClient(server, token, "/mcp/x/all", TASKS);
    }

    /** One that has declared nothing. */
    public static ModernClient plain(TestServer server, OpaqueToken token) {
        return new ModernClient(server, token, "/mcp/x/all", new JsonObject());
    }

    public ModernClient at(String other) {
        return new ModernClient(server, token, other, capabilities);
    }

    public TestServer.Answer tool(String name, JsonObject arguments) {
        return send("tools/call", new JsonObject().put("name", name).put("arguments", arguments));
    }

    public TestServer.Answer task(String method, String id) {
        return send("tasks/" + method, new JsonObject().put("taskId", id).put("inputResponses", new JsonObject()));
    }

    public TestServer.Answer send(String method, JsonObject params) {
        return server.send(request(method, params));
    }

    /** With the id 0. */
    public HttpRequest.Builder request(String method, JsonObject params) {
        var meta = new JsonObject()
                .put("io.modelcontextprotocol/protocolVersion", "2026-07-28")
                .put("io.modelcontextprotocol/clientCapabilities", capabilities);
        var request = server.request(
                        path, TestServer.message(method, params.copy().put("_meta", meta)))
                .header("Authorization", "Bearer " + token.reveal())
                .setHeader("MCP-Protocol-Version", "2026-07-28")
                .setHeader("Mcp-Method", method);
        for (var named : new String[] {"name", "uri", "taskId"}) {
            if (params.getValue(named) instanceof String value) {
                request.setHeader("Mcp-Name", value);
            }
        }
        return request;
    }
}
