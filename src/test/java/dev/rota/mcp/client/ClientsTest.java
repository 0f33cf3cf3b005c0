package dev.rota.mcp.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.Npm;
import dev.rota.TestDatabase;
import dev.rota.TestServer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each official client takes a task and finishes it, as an agent does. */
class ClientsTest {
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private static TestServer server;

    private Assignment assignment;
    private Path home;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.create(), Map.of("rota.limit.drain-accept", "0s"));
    }

    @BeforeEach
    void assign(@TempDir Path directory) {
        home = directory;
        assignment = new Assignment(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void the_typescript_sdk_1_finishes_a_task() {
        var seen = run("sdk.mjs");
        assertThat(seen.getString("protocol")).isEqualTo("2025-11-25");
        assignment.isDone(seen, "2025-11-25");
    }

    @ParameterizedTest
    @CsvSource({"legacy, 2025-11-25", "auto, 2026-07-28", "2026-07-28, 2026-07-28"})
    void the_typescript_client_2_finishes_a_task(String mode, String revision) {
        var seen = run("client.mjs", mode);
        assertThat(seen.getString("protocol")).isEqualTo(revision);
        assignment.isDone(seen, revision);
    }

    @ParameterizedTest
    @CsvSource({"legacy, 2025-11-25", "auto, 2026-07-28"})
    void a_host_behind_mcp_remote_finishes_a_task(String protocol, String revision) {
        assignment.isDone(run("remote.mjs", protocol), revision);
    }

    @Test
    void the_java_sdk_finishes_a_task() {
        try (var client = new JavaClient(server.port(), assignment.token())) {
            assignment.isDone(client.work(Assignment.TASK), "2025-11-25");
        }
    }

    @ParameterizedTest
    @CsvSource({"legacy, 2025-11-25", "modern, 2026-07-28"})
    void the_inspector_finishes_a_task(String era, String revision) {
        assignment.isDone(run("inspector.mjs", era), revision);
    }

    @Test
    void the_typescript_client_2_listens_and_is_told_of_a_change() {
        var seen = run("listen.mjs");
        assertThat(seen.getJsonObject("honored"))
                .isEqualTo(new JsonObject("{\"resourceSubscriptions\": [\"task://" + Assignment.TASK + "/spec\"]}"));
        assertThat(seen.getBoolean("failed")).isFalse();
        assertThat(seen.getString("updated")).isEqualTo("task://" + Assignment.TASK + "/spec");
        assertThat(seen.getString("closed")).isEqualTo("local");
    }

    /** What a script saw: the one line of JSON that it prints. */
    private JsonObject run(String script, String... arguments) {
        var npm = Npm.project("clients"); // in the test, so that a skipped one is reported with its reason
        var command = npm.node(script, Assignment.TASK);
        command.addAll(List.of(arguments));
        var environment = new HashMap<>(Map.of("HOME", home.toString(), "NO_COLOR", "1"));
        environment.put("ROTA_URL", "http://localhost:" + server.port() + "/mcp");
        environment.put("ROTA_TOKEN", assignment.token());
        var outcome = npm.run(command, environment, DEADLINE);
        assertThat(outcome.exit()).as(outcome.output()).isZero();
        return outcome.output()
                .lines()
                .filter(line -> line.startsWith("{"))
                .findFirst()
                .map(JsonObject::new)
                .orElseThrow(() -> new AssertionError(outcome.output()));
    }
}
