package dev.rota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the load tests use of the product: their Java is compiled when they run, long after somebody has changed the product. */
@Timeout(60)
class LoadTestSourcesTest {
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    private final Path directory;

    LoadTestSourcesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void the_comparison_with_its_references_compiles() throws IOException {
        try (var files = Files.list(Path.of("loadtest/micro/src"))) {
            compile(files.toList());
        }
    }

    @Test
    void seeded_organizations_can_be_worked_in_and_followed() throws Exception {
        compile(List.of(Path.of("loadtest/seed/LoadData.java")));
        try (var server = TestServer.start()) {
            server.organization(); // whose system roles are copied
            var file = seed(server, directory.resolve("tokens.json"));
            for (var slug : List.of("load-1", "load-2")) {
                var organization = file.getJsonObject("organizations").getJsonObject(slug);
                var agent = token(organization.getJsonArray("agent_keys").getString(7));
                assertThat(server.tool(agent, "list_tasks", new JsonObject())
                                .tool()
                                .getJsonArray("tasks"))
                        .as(slug)
                        .isNotEmpty();
                assertThat(log(server, slug, organization.getJsonObject("owner")))
                        .isEqualTo(200);
            }
        }
    }

    private JsonObject seed(TestServer server, Path file) throws Exception {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        directory + ":" + CLASS_PATH,
                        "LoadData",
                        superuser(server.database()),
                        "http://localhost:" + server.port(),
                        "http://localhost:1",
                        file.toString(),
                        "2",
                        "20")
                .redirectErrorStream(true);
        builder.environment().put("ROTA_TOKEN_PEPPER", "00".repeat(32));
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return new JsonObject(Files.readString(file));
    }

    private static int log(TestServer server, String slug, JsonObject owner) {
        var log = URI.create("http://localhost:" + server.port() + "/api/v1/organizations/" + slug + "/audit-events");
        var token = owner.getJsonArray("admin_tokens").getString(19);
        return server.send(HttpRequest.newBuilder(log)
                        .timeout(Duration.ofSeconds(20))
                        .header("Accept", "application/json")
                        .header("Authorization", "Bearer " + token))
                .status();
    }

    private static String superuser(TestDatabase database) throws Exception {
        try (var connection = database.superuser()) {
            return connection.getMetaData().getURL();
        }
    }

    private static OpaqueToken token(String text) {
        return OpaqueToken.parse(text).orElseThrow();
    }

    private void compile(List<Path> sources) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var said = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            var options = List.of("--release", "17", "-proc:none", "-cp", CLASS_PATH, "-d", directory.toString());
            var compiled = compiler.getTask(
                            said, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            assertThat(compiled).as(said.toString()).isTrue();
        }
    }
}
