package dev.rota.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.Npm;
import dev.rota.mcp.conformance.Conformance;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The official conformance suite against the engine. Scenarios that are not passed are named one by one. */
class ConformanceTest {
    /** Without sessions no request goes from server to client, and no subscription is kept. */
    private static final Set<String> NEED_A_SESSION = Set.of(
            "tools-call-sampling",
            "tools-call-elicitation",
            "elicitation-sep1034-defaults",
            "elicitation-sep1330-enums",
            "resources-subscribe",
            "resources-unsubscribe");

    private static final Pattern LINE = Pattern.compile("[✓✗] (\\S+): (\\d+) passed, (\\d+) failed");
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    private static Vertx vertx;
    private static String url;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        var server = Conformance.listen(vertx, 0)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        url = "http://localhost:" + server.actualPort() + "/mcp";
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void everything_of_2026_07_28_passes() {
        var outcome = run("2026-07-28");
        assertThat(outcome.exit()).as(outcome.output()).isZero();
        var results = results(outcome.output());
        assertThat(results)
                .as("37 scored scenarios, 10 of extensions, 3 pending")
                .hasSize(50);
        assertThat(named(results, Result::failed)).as(outcome.output()).isEmpty();
        assertThat(named(results, Result::skipped))
                .as("the suite has no check for it yet")
                .containsExactly("tasks-status-notifications");
    }

    @Test
    void everything_of_2025_11_25_that_needs_no_session_passes() {
        var outcome = run("2025-11-25");
        var results = results(outcome.output());
        assertThat(results).as(outcome.output()).hasSize(33);
        assertThat(named(results, Result::failed)).isEqualTo(NEED_A_SESSION);
        assertThat(named(results, Result::skipped))
                .containsExactlyInAnyOrder(
                        "server-sse-multiple-streams", "server-session-lifecycle", "server-sse-polling");
    }

    private record Result(int passes, int failures) {
        boolean failed() {
            return failures > 0;
        }

        /** Nothing was checked, for lack of what the scenario is about. */
        boolean skipped() {
            return passes == 0 && failures == 0;
        }
    }

    private static Npm.Outcome run(String requirements) {
        var npm = Npm.project("conformance"); // in the test, so that a skipped one is reported with its reason
        var command = npm.command(
                "conformance", "server", "--url", url, "--requirements", requirements, "-o", "out/" + requirements);
        return npm.run(command, Map.of("NO_COLOR", "1"), DEADLINE);
    }

    private static Map<String, Result> results(String output) {
        var results = new TreeMap<String, Result>();
        LINE.matcher(output)
                .results()
                .forEach(line -> results.put(
                        line.group(1), new Result(Integer.parseInt(line.group(2)), Integer.parseInt(line.group(3)))));
        return results;
    }

    private static Set<String> named(Map<String, Result> results, Predicate<Result> which) {
        var names = new TreeSet<String>();
        results.forEach((name, result) -> {
            if (which.test(result)) {
                names.add(name);
            }
        });
        return names;
    }
}
