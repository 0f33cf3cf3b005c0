package dev.rota.dialect.workx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.Npm;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** "Connect Claude Desktop" and "Connect Antigravity": a host that speaks stdio, behind {@code mcp-remote} with a header. */
class WorkXBridgeTest {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"/api/mcp/rpc, legacy", "/mcp/rpc, auto"})
    void a_host_behind_mcp_remote_reads_its_tasks_moves_one_and_logs_a_commit(
            String path, String protocol, @TempDir Path home) {
        var acme = server.organization();
        var given = new JsonObject()
                .put("title", "Through the bridge")
                .put("project", "DEV")
                .put("assignee", "Mel of " + acme.slug());
        server.tool(acme.agentToken(Restrictions.NONE), "create_task", given);
        var npm = Npm.project("clients");
        var outcome = npm.run(
                npm.node("workx.mjs", protocol),
                Map.of(
                        "HOME",
                        home.toString(),
                        "NO_COLOR",
                        "1",
                        "ROTA_URL",
                        "http://localhost:" + server.port() + path,
                        "ROTA_TOKEN",
                        WorkXClient.personal(server, acme).token().reveal()),
                DEADLINE);
        assertThat(outcome.exit()).as(outcome.output()).isZero();
        var seen = outcome.output()
                .lines()
                .filter(line -> line.startsWith("{"))
                .findFirst()
                .map(JsonObject::new)
                .orElseThrow(() -> new AssertionError(outcome.output()));
        assertThat(seen.getJsonArray("tools"))
                .containsExactly("listMyTasks", "listTasksByReq", "updateTaskStatus", "createCommitEntry");
        assertThat(seen.getString("title")).isEqualTo("Through the bridge");
        assertThat(seen.getString("status")).isEqualTo("DONE");
        assertThat(seen.getString("message")).isEqualTo("Bridge it");
        assertThat(seen.getBoolean("refused")).isTrue();
    }
}
