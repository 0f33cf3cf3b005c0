package dev.rota.dialect.anytask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.Npm;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "Configure Claude Code": a host that starts {@code rota mcp serve} with the variables of the document. */
class AnyTaskBridgeTest {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    @Test
    void a_host_that_starts_the_program_works_on_a_task(@TempDir Path directory) throws IOException {
        try (var server = TestServer.start()) {
            var acme = server.organization();
            var npm = Npm.project("clients");
            var outcome = npm.run(
                    npm.node("anytask.mjs"),
                    Map.of(
                            "HOME",
                            directory.toString(),
                            "ROTA_COMMAND",
                            command().encode(),
                            "ROTA_DIRECTORY",
                            directory.toString(),
                            "ANYTASK_API_URL",
                            "http://localhost:" + server.port(),
                            "ANYTASK_API_KEY",
                            acme.agentToken(Restrictions.NONE).reveal(),
                            "ANYTASK_WORKSPACE_ID",
                            Long.toString(acme.ops().id())),
                    DEADLINE);
            assertThat(outcome.exit()).as(outcome.output()).isZero();
            var seen = outcome.output()
                    .lines()
                    .filter(line -> line.startsWith("{"))
                    .findFirst()
                    .map(JsonObject::new)
                    .orElseThrow(() -> new AssertionError(outcome.output()));
            assertThat(seen.getJsonArray("tools")).hasSize(8);
            assertThat(seen.getInteger("resources")).isEqualTo(1);
            assertThat(seen.getInteger("templates")).isEqualTo(3);
            assertThat(seen.getString("status")).isEqualTo("inprogress"); // OPS wants a review
            assertThat(seen.getString("active")).isEqualTo("OPS-1");
            assertThat(seen.getJsonArray("columns"))
                    .containsExactly("backlog", "todo", "inprogress", "done", "canceled");
            assertThat(seen.getInteger("tasks")).isEqualTo(1);
            var mirrored = new JsonObject(Files.readString(directory.resolve(".rota/active_task.json")));
            assertThat(mirrored.getString("task_id")).isEqualTo("OPS-1");
            assertThat(mirrored.getString("status")).isEqualTo("inprogress");
        }
    }

    /** The launcher's command, over the classes of this run. */
    private static JsonArray command() {
        return new JsonArray()
                .add(Path.of(System.getProperty("java.home"), "bin", "java").toString())
                .add("-XX:TieredStopAtLevel=1")
                .add("-cp")
                .add(System.getProperty("java.class.path"))
                .add("dev.rota.Main")
                .add("mcp")
                .add("serve")
                .add("--dialect")
                .add("anytask");
    }
}
