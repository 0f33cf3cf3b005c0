package dev.rota.oauth;

import dev.rota.TestHttpClient;
import dev.rota.TestServer;
import dev.rota.app.Application;
import dev.rota.app.TestApplication;
import dev.rota.settings.FreePorts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/** Two nodes of one server: one database, one public URL, a port and memory for each. The second can be restarted. */
public final class TestNodes implements AutoCloseable {
    public static final int COUNT = 2;

    private final TestServer first = TestServer.start();
    private final int secondPort = FreePorts.choose();
    private Application second;

    public TestNodes() {
        second = startSecond();
    }

    /** The first node, whose port is that of the public URL, and the database of both. */
    public TestServer first() {
        return first;
    }

    /** What both nodes, and the commands beside them, are configured with. */
    Map<String, String> settings() {
        var settings = TestServer.settings(first.database());
        settings.put("rota.public-url", "http://localhost:" + first.port());
        settings.put("rota.limit.drain-accept", "200ms");
        return settings;
    }

    /** Stops the second node in order, waiting for its calls. */
    void stopSecond() {
        second.close();
    }

    /** Starts it again, with nothing in its memory, where it was before. */
    void restartSecond() {
        second = startSecond();
    }

    /** Calls a tool at {@code /mcp} on one of the nodes. */
    public HttpResponse<String> call(int node, String token, String tool, JsonObject arguments) throws IOException {
        var call = new JsonObject().put("name", tool).put("arguments", arguments);
        return TestHttpClient.exchange(
                at(node, "/mcp")
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .header("MCP-Protocol-Version", "2025-11-25")
                        .header("Authorization", "Bearer " + token)
                        .POST(BodyPublishers.ofString(
                                TestServer.message("tools/call", call).encode()))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Sends a form to an endpoint of the authorization server on one of the nodes. */
    HttpResponse<String> post(int node, String path, Map<String, String> form) throws IOException {
        return TestHttpClient.exchange(
                at(node, path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(TestAuthorizations.encoded(form)))
                        .build(),
                BodyHandlers.ofString());
    }

    /** A request to one of the nodes. */
    public HttpRequest.Builder at(int node, String path) {
        var port = node == 0 ? first.port() : secondPort;
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    private Application startSecond() {
        var settings = settings();
        settings.put("rota.port", Integer.toString(secondPort));
        try {
            return TestApplication.start(settings);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        second.close();
        first.close();
    }
}
