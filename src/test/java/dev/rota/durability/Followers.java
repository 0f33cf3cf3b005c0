package dev.rota.durability;

import dev.rota.TestEventStream;
import dev.rota.TestHttpClient;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who waits at one node for what happens at another: by a stream of the audit, by a subscription, by waiting for changes. */
final class Followers implements AutoCloseable {
    private final String base;
    private final String agent;
    private final TestEventStream audit;
    private final TestEventStream subscription;
    private final List<String> changed = new CopyOnWriteArrayList<>();
    private final Thread waiter = new Thread(this::waitForChanges, "waits for changes");
    private volatile boolean leaving;

    /** @param uri of the resource that the subscription follows */
    Followers(int port, TestOrganization organization, String uri) {
        base = "http://localhost:" + port;
        agent = organization.agentToken(Restrictions.NONE).reveal();
        var admin = organization
                .issue(
                        OpaqueToken.Kind.USER,
                        organization.ownerId(),
                        null,
                        Restrictions.NONE,
                        Scope.OF_ADMIN_API,
                        "admin")
                .reveal();
        audit = new TestEventStream(HttpRequest.newBuilder(
                        URI.create(base + "/api/v1/organizations/" + organization.slug() + "/audit-events"))
                .header("Authorization", "Bearer " + admin)
                .header("Accept", "text/event-stream")
                .build());
        subscription = new TestEventStream(listen(uri));
        subscription.line(line -> line.contains("subscriptions/acknowledged"));
        var now = waited("", 0);
        waiter.setDaemon(true);
        cursor = now.getString("cursor");
        waiter.start();
    }

    private volatile String cursor;

    private HttpRequest listen(String uri) {
        var meta = new JsonObject()
                .put("io.modelcontextprotocol/protocolVersion", "2026-07-28")
                .put("io.modelcontextprotocol/clientCapabilities", new JsonObject());
        var followed = new JsonObject().put("resourceSubscriptions", new JsonArray(List.of(uri)));
        var message = TestServer.message(
                "subscriptions/listen",
                new JsonObject().put("notifications", followed).put("_meta", meta));
        return request(message)
                .setHeader("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "subscriptions/listen")
                .build();
    }

    private HttpRequest.Builder request(JsonObject message) {
        return HttpRequest.newBuilder(URI.create(base + "/mcp/x/all"))
                .timeout(Duration.ofSeconds(40))
                .header("Authorization", "Bearer " + agent)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2025-11-25")
                .POST(BodyPublishers.ofString(message.encode()));
    }

    private void waitForChanges() {
        while (!leaving) {
            var told = waited(cursor, 10);
            cursor = told.getString("cursor");
            for (var event : told.getJsonArray("events")) {
                if (event instanceof JsonObject one && "task".equals(one.getString("type"))) {
                    changed.add(one.getString("task"));
                }
            }
        }
    }

    private JsonObject waited(String from, int seconds) {
        var arguments = new JsonObject().put("cursor", from).put("timeout_seconds", seconds);
        var call = new JsonObject().put("name", "wait_for_changes").put("arguments", arguments);
        var answer = TestHttpClient.send(
                request(TestServer.message("tools/call", call)).build(), BodyHandlers.ofString());
        return new JsonObject(answer.body()).getJsonObject("result").getJsonObject("structuredContent");
    }

    /** Keys of the tasks that who waits for changes was told of, each as often. */
    List<String> changed() {
        return changed;
    }

    /** Whether the stream of the audit told that this task was made. */
    boolean audited(String key) {
        return audit.lines().stream()
                .anyMatch(line ->
                        line.contains("\"action\":\"create_task\"") && line.contains("\"key\":\"" + key + "\""));
    }

    /** How often the subscription told of a change. */
    long notified() {
        return subscription.lines().stream()
                .filter(line -> line.contains("notifications/resources/updated"))
                .count();
    }

    /** Stops asking, so that only the streams are left. */
    void stopWaiting() {
        leaving = true;
    }

    /** Waits until both streams have ended, and whether each did so in good order. */
    boolean endedInOrder() {
        audit.end();
        subscription.end();
        var answered = subscription.lines().stream().anyMatch(line -> line.contains("\"resultType\":\"complete\""));
        return answered
                && !audit.lines().contains("cut off")
                && !subscription.lines().contains("cut off");
    }

    @Override
    public void close() {
        leaving = true;
        audit.close();
        subscription.close();
    }
}
