package dev.rota.durability;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestHttpClient;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.execution.TestModels;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.token.OpaqueToken;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What a node had taken in the background when it was killed, with the leases that nodes have unless told otherwise. */
@Timeout(300)
@EnabledIfSystemProperty(named = "rota.test.full", matches = "true")
final class ExecutionMovesTest {
    private static final Duration MOVED = Duration.ofSeconds(60);

    @Test
    void f8_an_execution_of_a_node_that_is_killed_is_ended_by_another_within_a_minute() throws Exception {
        try (var models = new TestModels();
                var nodes = new Nodes(2, Map.of("rota.event-loops", "1", "rota.egress.allow", "127.0.0.1"))) {
            var acme = nodes.organization();
            endpoint(nodes, acme, models);
            var asked = models.nextWaitsFor(Promise.promise());
            var attempt = run(nodes.port(1), acme.agentToken(Restrictions.NONE).reveal());
            await(asked.future());
            nodes.process(1).kill();
            var killed = System.nanoTime();
            Nodes.until("the other node has ended it", () -> nodes.database()
                    .ask("SELECT status FROM rota.attempt WHERE id = " + attempt)
                    .contains("success"));
            var took = Duration.ofNanos(System.nanoTime() - killed);
            System.out.printf("ExecutionMovesTest: ended by the other node %d ms after kill -9%n", took.toMillis());
            assertThat(took).isLessThan(MOVED);
        }
    }

    private static void endpoint(Nodes nodes, TestOrganization acme, TestModels models) {
        var admin =
                acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE, Scope.OF_ADMIN_API, "admin");
        var body = new JsonObject()
                .put("name", "ollama")
                .put("provider", "ollama")
                .put("base_url", models.baseUrl("ollama"))
                .put("models", new JsonArray().add("m"));
        var path = "/api/v1/organizations/" + acme.slug() + "/models";
        var answer = TestHttpClient.send(
                request(nodes.port(0), path, admin.reveal(), body).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static long run(int port, String token) {
        var made = tool(
                port,
                token,
                "create_task",
                new JsonObject().put("title", "moved").put("project", "DEV"));
        var task = made.getJsonObject("task").getString("key");
        var run = new JsonObject().put("task", task).put("model", "ollama").put("auto_complete", true);
        return tool(port, token, "run_task", run).getLong("attempt_id");
    }

    private static JsonObject tool(int port, String token, String name, JsonObject arguments) {
        var message = TestServer.message(
                "tools/call", new JsonObject().put("name", name).put("arguments", arguments));
        var request = request(port, "/mcp/x/all", token, message)
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2025-11-25");
        var answer = TestHttpClient.send(request.build(), BodyHandlers.ofString());
        return new JsonObject(answer.body()).getJsonObject("result").getJsonObject("structuredContent");
    }

    private static HttpRequest.Builder request(int port, String path, String token, JsonObject body) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.encode()));
    }
}
