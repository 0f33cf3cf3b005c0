package dev.rota.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestHttpClient;
import dev.rota.settings.FreePorts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * A database that is stopped and goes on (F4), and a log that nobody reads (F7): both stand still, and the server must not.
 * Short in {@code verify}; {@code -Drota.test.full=true} freezes for as long as security F4 has it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
final class StandstillTest {
    private static final List<Integer> FREEZES_MS =
            Boolean.getBoolean("rota.test.full") ? List.of(5_000, 10_000) : List.of(3_000);
    private static final int CALLS = 200;
    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    private static final Duration RETURN = Duration.ofSeconds(5);
    private static final double MIB = 1 << 20;

    private final Path dataDirectory = Path.of("target", "test-standstill").toAbsolutePath();
    private int port;
    private int managementPort;
    private ServerProcess server;
    private String key;

    /** Its log goes to a pipe of 64 KiB, and nobody reads it. */
    @BeforeAll
    void start() throws Exception {
        KillTest.deleteTree(dataDirectory);
        port = FreePorts.choose();
        managementPort = FreePorts.choose();
        var talkative = Map.of("ROTA_LOG_LEVEL", "DEBUG", "ROTA_LOG_QUEUE_EVENTS", "64");
        server = ServerProcess.start(dataDirectory, port, managementPort, talkative, ProcessBuilder.Redirect.PIPE);
        server.awaitReady();
        key = server.agentKey();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void f7_a_log_that_nobody_reads_holds_up_no_call_and_what_is_dropped_is_counted() throws Exception {
        for (var round = 0; metric("rota_log_dropped_total") == 0; round++) {
            assertThat(round)
                    .as("1,000 calls leave more lines than pipe and queue hold")
                    .isLessThan(10);
            all(IntStream.range(0, 100)
                    .mapToObj(n -> send(get(port, "/auth/jwks")))
                    .toList());
        }
        var began = System.nanoTime();
        assertThat(all(List.of(call())).get(0).status()).isEqualTo(200);
        assertThat(since(began)).isLessThan(AT_ONCE);
        say("F7: %.0f log events dropped, calls go on", metric("rota_log_dropped_total"));
    }

    @Test
    void f4_a_frozen_database_sheds_calls_and_nothing_else_and_is_back_when_it_thaws() throws Exception {
        assertThat(all(List.of(call())).get(0).status()).isEqualTo(200);
        for (var ms : FREEZES_MS) {
            freeze(Duration.ofMillis(ms));
        }
    }

    private void freeze(Duration time) throws Exception {
        var before = heapInUse();
        var frozen = processes();
        var asides = new ArrayList<Timed>();
        List<CompletableFuture<Timed>> calls;
        try {
            signal("STOP", frozen);
            var until = System.nanoTime() + time.toNanos();
            calls = IntStream.range(0, CALLS).mapToObj(n -> call()).toList();
            while (System.nanoTime() < until) {
                asides.addAll(all(Stream.of("/auth/jwks", "/.well-known/oauth-protected-resource/mcp")
                        .map(path -> send(get(port, path)))
                        .toList()));
                asides.addAll(all(List.of(send(get(managementPort, "/health/live")))));
            }
        } finally {
            signal("CONT", frozen);
        }
        var thawed = System.nanoTime();
        while (all(List.of(call())).get(0).status() != 200) {
            assertThat(since(thawed)).as("calls work again").isLessThan(RETURN);
        }
        var back = since(thawed);
        var answers = all(calls);
        var after = heapInUse();
        say(
                "F4: frozen for %d ms: %s; %d others answered, the slowest after %d ms; back after %d ms; heap %.0f MiB"
                        + " before, %.0f after",
                time.toMillis(),
                answers.stream().collect(Collectors.groupingBy(Timed::outcome, Collectors.counting())),
                asides.size(),
                slowest(asides).toMillis(),
                back.toMillis(),
                before,
                after);
        assertThat(asides).hasSizeGreaterThan(3).allSatisfy(aside -> assertThat(aside.status())
                .isEqualTo(200));
        assertThat(slowest(asides)).isLessThan(AT_ONCE);
        assertShed(answers, time);
        assertThat(after - before).isLessThan(64);
    }

    /** As many as may be in flight wait for the database; the others are told at once, and all are answered. */
    private static void assertShed(List<Timed> answers, Duration time) {
        var shed = answers.stream()
                .filter(answer -> answer.outcome().equals("overloaded"))
                .toList();
        assertThat(shed).hasSizeGreaterThanOrEqualTo(CALLS - 64);
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.outcome()).isIn("200", "overloaded", "database_unavailable", "audit_unavailable");
            assertThat(answer.took()).isLessThan(time.plus(RETURN));
        });
        assertThat(slowest(shed.subList(0, shed.size() / 2))).isLessThan(AT_ONCE);
    }

    /** @param outcome the status of a success, the code of a refusal */
    private record Timed(int status, String outcome, Duration took) {}

    private CompletableFuture<Timed> call() {
        var body = new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", "tools/call")
                .put("params", new JsonObject().put("name", "list_tasks").put("arguments", new JsonObject()));
        return send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/mcp"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2025-11-25")
                .POST(BodyPublishers.ofString(body.encode())));
    }

    private static HttpRequest.Builder get(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    private static CompletableFuture<Timed> send(HttpRequest.Builder request) {
        var sent = System.nanoTime();
        return TestHttpClient.shared()
                .sendAsync(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString())
                .thenApply(response -> new Timed(response.statusCode(), outcome(response), since(sent)));
    }

    private static String outcome(HttpResponse<String> response) {
        return response.statusCode() == 200
                ? "200"
                : new JsonObject(response.body())
                        .getJsonObject("error", new JsonObject())
                        .getJsonObject("data", new JsonObject())
                        .getString("code", response.body());
    }

    private static List<Timed> all(List<CompletableFuture<Timed>> calls) throws Exception {
        CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        return calls.stream().map(CompletableFuture::join).toList();
    }

    /** MiB, without what is garbage: of that there is as much as fits before the next collection. */
    private double heapInUse() throws IOException, InterruptedException {
        server.collectGarbage();
        return metric("jvm_memory_used_bytes\\{area=\"heap\",[^}]*\\}") / MIB;
    }

    /** The sum of a metric's series. */
    private double metric(String pattern) {
        var request = get(managementPort, "/metrics").build();
        var found = Pattern.compile("(?m)^" + pattern + " (\\S+)$")
                .matcher(TestHttpClient.send(request, BodyHandlers.ofString()).body());
        return found.results()
                .mapToDouble(line -> Double.parseDouble(line.group(1)))
                .sum();
    }

    /** The database's processes, the one that makes the others first. */
    private List<Long> processes() throws IOException {
        var postmaster = ProcessHandle.of(server.postmaster()).orElseThrow();
        return Stream.concat(Stream.of(postmaster), postmaster.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    private static void signal(String name, List<Long> processes) throws IOException, InterruptedException {
        for (var pid : processes) {
            var kill = new ProcessBuilder("kill", "-" + name, pid.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (kill.waitFor() != 0) { // an idle connection's process may have ended since it was listed
                assertThat(ProcessHandle.of(pid)).as("process %d", pid).isEmpty();
            }
        }
    }

    private static Duration slowest(List<Timed> calls) {
        return calls.stream().map(Timed::took).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static void say(String format, Object... values) {
        System.out.printf("StandstillTest: " + format + "%n", values);
    }
}
