package dev.rota.mcp.client;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;

/** The official Java SDK, doing what {@code work.mjs} does with the others. */
final class JavaClient implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final McpSyncClient client;

    JavaClient(int port, String token) {
        var transport = HttpClientStreamableHttpTransport.builder("http://localhost:" + port)
                .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer " + token))
                .build();
        client = McpClient.sync(transport)
                .requestTimeout(DEADLINE)
                .initializationTimeout(DEADLINE)
                .build();
    }

    /** What it saw, as the scripts print it. */
    JsonObject work(String task) {
        var tools = client.listTools().tools().stream().map(Tool::name).toList();
        var attempt = call("claim_task", Map.of("task", task)).getValue("attempt_id");
        var renewed = call(CallToolRequest.builder("report_progress")
                .arguments(Map.of("attempt_id", attempt, "percent", 50, "note", "half way"))
                .progressToken("progress") // whoever asks for progress is answered with an event stream
                .build());
        var artifact = call(
                "add_artifact",
                Map.of("attempt_id", attempt, "type", "log", "name", "build.log", "content", "BUILD SUCCESS"));
        var finished = call("finish_attempt", Map.of("attempt_id", attempt, "status", "success", "notes", "built it"));
        return new JsonObject()
                .put("tools", new JsonArray(tools))
                .put("attempt", attempt)
                .put("lease", renewed.getString("lease_expires_at"))
                .put("artifact", artifact.getValue("artifact_id"))
                .put("status", finished.getJsonObject("task").getString("status"));
    }

    private JsonObject call(String tool, Map<String, Object> arguments) {
        return call(CallToolRequest.builder(tool).arguments(arguments).build());
    }

    private JsonObject call(CallToolRequest request) {
        var result = client.callTool(request);
        if (Boolean.TRUE.equals(result.isError()) || !(result.structuredContent() instanceof Map<?, ?> content)) {
            throw new AssertionError(request.name() + ": " + result.content());
        }
        return JsonObject.mapFrom(content);
    }

    @Override
    public void close() {
        client.close();
    }
}
