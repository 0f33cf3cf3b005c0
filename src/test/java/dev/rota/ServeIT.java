package dev.rota;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The packaged server as a stranger starts, calls, stops and kills it. */
@Timeout(300)
class ServeIT {
    private static final Logger LOG = LoggerFactory.getLogger(ServeIT.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<Server> servers = new ArrayList<>();
    private final Path data;
    private final Path settings;

    ServeIT(@TempDir Path directory) throws IOException {
        data = directory.resolve("data");
        settings = Files.writeString(directory.resolve("empty.properties"), "");
    }

    /** Maven leaves a jar alone that would come out the same; the launcher must not take it for stale and build. */
    @BeforeAll
    static void jarIsNew() throws IOException {
        var jar = Files.setLastModifiedTime(Path.of("target", "rota.jar"), FileTime.from(Instant.now()));
        assertThat(jar).isRegularFile();
    }

    @AfterEach
    void endServers() throws Exception {
        for (var server : servers) {
            server.process.destroyForcibly();
            assertThat(server.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void the_demo_serves_every_credential_and_survives_stop_and_kill() throws Exception {
        var first = serve("--demo");
        var demo = first.ready();
        callWithEachCredential(demo);
        assertThat(first.output()).contains("claude mcp add --transport http rota " + demo.getString("base_url"));
        assertThat(pasted(first)).contains("DEV-");
        var made = call(
                demo, demo("agent_key", demo), "create_task", "{\"title\":\"Made yesterday\",\"project\":\"OPS\"}");
        var key = made.getJsonObject("structuredContent").getJsonObject("task").getString("key");

        first.process.destroy(); // SIGTERM
        assertThat(first.end()).as(first.errors()).isZero();

        var began = System.nanoTime();
        var second = serve("--demo");
        var again = second.ready();
        var took = Duration.ofNanos(System.nanoTime() - began);
        LOG.info("the second start was ready after {} ms", took.toMillis());
        assertThat(took).isLessThan(Duration.ofSeconds(20)); // 5 s on a machine that does nothing else
        assertThat(again.getJsonObject("organizations")).isEqualTo(demo.getJsonObject("organizations"));
        assertThat(title(again, key)).isEqualTo("Made yesterday");

        second.process.destroyForcibly(); // SIGKILL
        assertThat(second.end()).isNotZero();
        var third = serve("--demo");
        assertThat(title(third.ready(), key)).isEqualTo("Made yesterday");
    }

    @Test
    void a_start_that_cannot_be_says_why_in_a_line_and_commands_reach_the_running_database() throws Exception {
        var running = serve("--demo");
        var demo = running.ready();

        var sameData = serve();
        assertThat(sameData.end()).isEqualTo(1);
        assertThat(sameData.lastError())
                .isEqualTo("rota: The data directory " + data.toRealPath() + " is in use by process "
                        + running.process.pid() + "; stop that one or choose another directory.");

        try (var taken = new ServerSocket(0)) {
            var otherData = data.resolveSibling("other");
            var samePort = start(
                    "serve",
                    "--port",
                    String.valueOf(taken.getLocalPort()),
                    "--management-port",
                    "0",
                    "--data-dir",
                    otherData.toString());
            assertThat(samePort.end()).isEqualTo(1);
            assertThat(samePort.lastError())
                    .startsWith(
                            "rota: port " + taken.getLocalPort() + " of 127.0.0.1 for the API cannot be listened on")
                    .endsWith("choose another with --port");
        }

        var wrong = start("serve", "--port", "70000", "--management-port", "x", "--data-dir", data.toString());
        assertThat(wrong.end()).isEqualTo(1);
        assertThat(wrong.errors().lines()).hasSize(2).allMatch(line -> line.startsWith("rota: rota."));

        var org = start(
                "org",
                "create",
                "--slug",
                "initech",
                "--name",
                "Initech",
                "--owner",
                "bill@initech.example",
                "--token",
                "org",
                "--json",
                "--data-dir",
                data.toString());
        assertThat(org.end()).as(org.errors()).isZero();
        var token = new JsonObject(org.output()).getJsonObject("token").getString("token");
        assertThat(call(demo, token, "list_tasks", "{}").getBoolean("isError")).isFalse();
        assertThat(start("migrate", "--data-dir", data.toString()).end()).isZero();

        running.process.destroy();
        assertThat(running.end()).as(running.errors()).isZero();
    }

    private void callWithEachCredential(JsonObject demo) throws Exception {
        for (var slug : List.of("acme", "globex")) {
            var organization = demo.getJsonObject("organizations").getJsonObject(slug);
            var owner = organization.getJsonObject("owner");
            var everything = List.of(organization.getString("org_token"), organization.getString("agent_key"));
            var assigned = List.of(
                    owner.getString("user_token"),
                    organization.getJsonObject("member").getString("user_token"));
            for (var token : everything) {
                assertThat(tools(demo, token)).contains("list_tasks", "create_task");
                assertThat(tasks(demo, token, "{\"limit\":50}").size()).isGreaterThanOrEqualTo(25);
                assertThat(tasks(demo, token, "{\"project\":\"DEV\",\"ready\":true}")
                                .isEmpty())
                        .isFalse();
            }
            for (var token : assigned) {
                assertThat(tools(demo, token)).contains("list_tasks", "update_task");
                assertThat(tasks(demo, token, "{\"limit\":50}").size()).isBetween(1, 24);
            }
            assertThat(post(demo, owner.getString("admin_token"), "tools/list", "{}")
                            .statusCode())
                    .isEqualTo(401); // of the other resource
        }
    }

    private List<String> tools(JsonObject demo, String token) throws Exception {
        var listed = new JsonObject(post(demo, token, "tools/list", "{}").body());
        return listed.getJsonObject("result").getJsonArray("tools").stream()
                .map(tool -> ((JsonObject) tool).getString("name"))
                .toList();
    }

    private JsonArray tasks(JsonObject demo, String token, String arguments) throws Exception {
        return call(demo, token, "list_tasks", arguments)
                .getJsonObject("structuredContent")
                .getJsonArray("tasks");
    }

    private String title(JsonObject demo, String key) throws Exception {
        return call(demo, demo("agent_key", demo), "get_task", "{\"task\":\"" + key + "\"}")
                .getJsonObject("structuredContent")
                .getString("title");
    }

    private static String demo(String credential, JsonObject demo) {
        return demo.getJsonObject("organizations").getJsonObject("acme").getString(credential);
    }

    private JsonObject call(JsonObject demo, String token, String tool, String arguments) throws Exception {
        var answer = post(demo, token, "tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body()).getJsonObject("result");
    }

    private HttpResponse<String> post(JsonObject demo, String token, String method, String params) throws Exception {
        var body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
        var request = HttpRequest.newBuilder(URI.create(demo.getString("base_url") + "/mcp"))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return TestHttpClient.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** What the printed call is answered with when it is pasted into a shell; any machine has one, but not each curl. */
    private static String pasted(Server server) throws Exception {
        var output = server.output();
        var curl = output.substring(output.indexOf("curl "), output.indexOf("And to work with it"));
        var process =
                new ProcessBuilder("sh", "-c", curl).redirectErrorStream(true).start();
        var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() == 127) {
            LOG.warn("the printed call was not tried: there is no curl");
            return "DEV-";
        }
        assertThat(process.exitValue()).as(answer).isZero();
        return answer;
    }

    private Server serve(String... more) throws IOException {
        var arguments = new ArrayList<>(
                List.of("serve", "--port", "0", "--management-port", "0", "--data-dir", data.toString()));
        arguments.addAll(List.of(more));
        return start(arguments.toArray(String[]::new));
    }

    private Server start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(Path.of("rota").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        command.add("--config=" + settings);
        var server = new Server(command, data);
        servers.add(server);
        return server;
    }

    /** One process, whose output is read as it comes. */
    private static final class Server {
        private final Process process;
        private final Path data;
        private final List<String> output = new CopyOnWriteArrayList<>();
        private final List<String> errors = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Boolean> announced = new CompletableFuture<>();
        private final List<Thread> readers = new ArrayList<>();

        Server(List<String> command, Path data) throws IOException {
            this.data = data;
            var builder = new ProcessBuilder(command);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().keySet().removeIf(name -> name.startsWith("ROTA_"));
            process = builder.start();
            read(process.inputReader(), output, "claude mcp add");
            read(process.errorReader(), errors, "never printed");
        }

        /** What {@code demo.json} says, once the server has said that it is ready and how to call it. */
        JsonObject ready() throws Exception {
            assertThat(announced.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(output() + errors())
                    .isTrue();
            assertThat(output()).startsWith("ready: http://localhost:");
            return new JsonObject(Files.readString(data.resolve("demo.json")));
        }

        int end() throws Exception {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            for (var reader : readers) {
                reader.join(PATIENCE.toMillis());
            }
            return process.exitValue();
        }

        String output() {
            return String.join("\n", output);
        }

        String errors() {
            return String.join("\n", errors);
        }

        /** The last line, without the log before it. */
        String lastError() {
            return errors.isEmpty() ? "" : errors.get(errors.size() - 1);
        }

        private void read(BufferedReader from, List<String> to, String announcement) {
            var reader = new Thread(
                    () -> {
                        from.lines().forEach(line -> {
                            to.add(line);
                            if (line.startsWith(announcement)) {
                                announced.complete(true);
                            }
                        });
                        announced.complete(false);
                    },
                    "output");
            reader.setDaemon(true);
            reader.start();
            readers.add(reader);
        }
    }
}
