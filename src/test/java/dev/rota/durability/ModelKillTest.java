package dev.rota.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestHttpClient;
import dev.rota.database.embedded.EmbeddedPostgres;
import dev.rota.execution.TestModels;
import dev.rota.settings.FreePorts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * SIGKILL of the node while models answer: every execution that was acknowledged comes to an end, none is run again after it
 * has ended, and no request that may be charged is sent twice. Short in {@code verify}; {@code -Drota.test.full=true} kills
 * twenty times.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(900)
final class ModelKillTest {
    private static final int KILLS = Boolean.getBoolean("rota.test.full") ? 20 : 3;
    private static final int EACH = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Random random = new Random(Long.getLong("seed", System.nanoTime()));
    private final Path dataDirectory = Path.of("target", "test-killed-models").toAbsolutePath();
    private TestModels models;
    private int port;
    private ServerProcess server;

    @BeforeAll
    void start() throws Exception {
        KillTest.deleteTree(dataDirectory);
        port = FreePorts.choose();
        models = new TestModels();
        server = started();
        server.awaitReady();
        endpoint("ollama");
        endpoint("openai");
    }

    @AfterAll
    void stop() {
        server.close();
        models.close();
    }

    private ServerProcess started() throws java.io.IOException {
        return ServerProcess.start(
                dataDirectory,
                port,
                Map.of(
                        "ROTA_EGRESS_ALLOW",
                        "127.0.0.1",
                        "ROTA_MODELS_LEASE",
                        "2s",
                        "ROTA_BACKGROUND_INTERVAL",
                        "100ms"));
    }

    @Test
    void no_acknowledged_execution_is_lost_run_after_its_end_or_knowingly_charged_twice() throws Exception {
        for (var kill = 0; kill < KILLS; kill++) {
            var attempts = new ArrayList<Long>();
            for (var i = 0; i < EACH; i++) {
                models.nextIsSlow(50 + random.nextInt(150));
                attempts.add(run(kill + "-" + i, i % 2 == 0 ? "ollama" : "openai"));
            }
            assertThat(server.survives(Duration.ofMillis(random.nextInt(400)))).isTrue();
            var over = over(attempts);
            server.kill();
            var before = requests();
            server = started();
            server.awaitReady();
            awaitEnds(attempts);
            assertRight(attempts);
            over.forEach(task -> assertThat(requests().get(task))
                    .as("requests of %s after its end", task)
                    .isEqualTo(before.get(task)));
        }
    }

    /** Of each attempt: one execution that has ended, as many requests as it says, an answer where it says so. */
    private void assertRight(List<Long> attempts) throws SQLException {
        var requests = requests();
        for (var attempt : attempts) {
            var row = rows("SELECT concat_ws(' ', t.key, x.provider, x.status, coalesce(x.error, '-'), x.tries,"
                    + " (SELECT count(*) FROM rota.artifact f WHERE f.attempt_id = a.id), a.status)"
                    + " FROM rota.attempt a JOIN rota.execution x ON x.attempt_id = a.id"
                    + " JOIN rota.task t ON t.id = a.task_id WHERE a.id = " + attempt);
            assertThat(row).as("executions of attempt %d", attempt).hasSize(1);
            var told = row.get(0).split(" ", -1);
            var sent = requests.getOrDefault(told[0], 0);
            assertThat(sent).as(row.get(0)).isLessThanOrEqualTo(Integer.parseInt(told[4]));
            if (told[1].equals("ollama")) {
                assertThat(row.get(0)).contains("ollama success -").endsWith(" 1 success");
            } else {
                assertThat(sent).as(row.get(0)).isLessThanOrEqualTo(1);
                assertThat(row.get(0))
                        .containsAnyOf("openai success - 1 1 success", "openai error outcome_unknown 1 0 failed");
            }
        }
    }

    /** Makes a task and has it run; its attempt. */
    private long run(String name, String model) {
        var task = tool("create_task", new JsonObject().put("project", "DEV").put("title", "Killed " + name))
                .getJsonObject("task")
                .getString("key");
        return tool(
                        "run_task",
                        new JsonObject()
                                .put("task", task)
                                .put("model", model)
                                .put("auto_complete", true)
                                .put("request_id", name))
                .getLong("attempt_id");
    }

    /** How often a model was asked for each task. */
    private Map<String, Integer> requests() {
        return models.asked().stream()
                .map(asked ->
                        asked.body().getJsonArray("messages").getJsonObject(1).getString("content"))
                .map(content -> new JsonObject(content).getString("key"))
                .collect(Collectors.toMap(key -> key, key -> 1, Integer::sum));
    }

    /** Keys of tasks whose execution has ended. */
    private Set<String> over(List<Long> attempts) throws SQLException {
        return new HashSet<>(rows("SELECT t.key FROM rota.execution x JOIN rota.task t ON t.id = x.task_id"
                + " WHERE x.finished_at IS NOT NULL AND x.attempt_id IN (" + ids(attempts) + ")"));
    }

    private void awaitEnds(List<Long> attempts) throws SQLException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (over(attempts).size() < attempts.size()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not all have ended: "
                        + rows("SELECT x::text FROM rota.execution x WHERE finished_at IS NULL"));
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static String ids(List<Long> attempts) {
        return attempts.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** Asked by the superuser, while the server is there. */
    private List<String> rows(String sql) throws SQLException {
        var address = EmbeddedPostgres.find(dataDirectory).orElseThrow();
        try (var connection = DriverManager.getConnection(
                        address.jdbcUrl(EmbeddedPostgres.DATABASE), address.user(), address.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var all = new ArrayList<String>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        }
    }

    private void endpoint(String provider) throws Exception {
        var body = new JsonObject()
                .put("name", provider)
                .put("provider", provider)
                .put("base_url", models.baseUrl(provider))
                .put("models", new JsonArray().add("m"))
                .put("concurrency", 10);
        if (provider.equals("openai")) { // one that sends a bill
            body.put("price_output_usd", 1);
        }
        var token = new JsonObject(Files.readString(dataDirectory.resolve("demo.json")))
                .getJsonObject("organizations")
                .getJsonObject("acme")
                .getJsonObject("owner")
                .getString("admin_token");
        var answer =
                TestHttpClient.send(request("/api/v1/organizations/acme/models", token, body), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private JsonObject tool(String name, JsonObject arguments) {
        var message = new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", "tools/call")
                .put("params", new JsonObject().put("name", name).put("arguments", arguments));
        var answer = TestHttpClient.send(request("/mcp/x/all", server.agentKey(), message), BodyHandlers.ofString());
        var result = new JsonObject(answer.body()).getJsonObject("result");
        assertThat(result.getBoolean("isError", false)).as(answer.body()).isFalse();
        return result.getJsonObject("structuredContent");
    }

    private HttpRequest request(String path, String token, JsonObject body) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2025-11-25")
                .POST(BodyPublishers.ofString(body.encode()))
                .build();
    }
}
