package dev.rota.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestHttpClient;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What the audit costs: the same reads on two servers of this process, one of which writes no events, in rounds that take
 * turns. Says its figures always; holds those of many callers to the requirement with {@code -Drota.test.full=true}, because
 * shorter rounds on a machine that does other things tell nothing. What a single caller waits is said only: that is a matter
 * of the disk.
 */
final class AuditCostTest {
    private static final boolean FULL = Boolean.getBoolean("rota.test.full");
    private static final int CONNECTIONS = 32;
    private static final int ROUNDS = FULL ? 7 : 2;
    private static final double ROUND_SECONDS = FULL ? 5 : 0.5;
    private static final double PACED_SECONDS = FULL ? 20 : 1;
    private static final int ALONE = FULL ? 5000 : 50;
    private static final Pattern BUCKET =
            Pattern.compile("rota_audit_chain_lag_seconds_bucket\\{le=\"([^\"]+)\"} (\\d+)");

    @Test
    void audited_reads_keep_seven_tenths_of_their_throughput_and_u8_get_their_numbers_in_time() {
        try (var audited = TestServer.start();
                var unaudited = TestServer.startUnaudited(TestDatabase.create())) {
            var with = read(audited);
            var without = read(unaudited);
            var on = new ArrayList<Double>();
            var off = new ArrayList<Double>();
            for (var round = 0; round <= ROUNDS; round++) {
                var rateOn = throughput(with, ROUND_SECONDS);
                var rateOff = throughput(without, ROUND_SECONDS);
                if (round > 0) { // the first one warms up
                    on.add(rateOn);
                    off.add(rateOff);
                }
            }
            var ratio = median(on) / median(off);
            var lag = lagAtHalf(audited, with, median(on) / 2);
            System.out.printf(
                    "audited reads: %.0f/s with events, %.0f/s without, ratio %.2f; at half of that load 99 %% have"
                            + " their number within %s s%n",
                    median(on), median(off), ratio, lag);
            var aloneOn = new ArrayList<Double>();
            var aloneOff = new ArrayList<Double>();
            for (var n = 0; n < ALONE; n++) {
                aloneOn.add(alone(with));
                aloneOff.add(alone(without));
            }
            System.out.printf(
                    "one caller alone, p50: %.2f ms with events, %.2f ms without%n", median(aloneOn), median(aloneOff));
            assertThat(median(on)).isPositive();
            if (FULL) {
                assertThat(ratio).isGreaterThanOrEqualTo(0.7);
                assertThat(lag).isLessThanOrEqualTo(2.0);
            }
        }
    }

    private static HttpRequest read(TestServer server) {
        var agent = server.organization().agentToken(Restrictions.NONE);
        for (var n = 0; n < 20; n++) {
            server.tool(
                    agent,
                    "create_task",
                    new JsonObject().put("title", "task " + n).put("project", "DEV"));
        }
        var call = new JsonObject().put("name", "get_task").put("arguments", new JsonObject().put("task", "DEV-7"));
        var request = server.request("/mcp", TestServer.message("tools/call", call))
                .header("Authorization", "Bearer " + agent.reveal())
                .build();
        assertThat(TestHttpClient.send(request, BodyHandlers.ofString()).body()).contains("DEV-7");
        return request;
    }

    /** Answered calls a second, by as many callers as there are connections, each with one call after the other. */
    private static double throughput(HttpRequest request, double seconds) {
        var begun = System.nanoTime();
        var deadline = begun + (long) (seconds * 1e9);
        var answered = new AtomicInteger();
        var callers = new ArrayList<CompletableFuture<Void>>();
        for (var n = 0; n < CONNECTIONS; n++) {
            callers.add(call(request, deadline, answered));
        }
        CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new))
                .orTimeout(120, TimeUnit.SECONDS)
                .join();
        return answered.get() / ((System.nanoTime() - begun) / 1e9);
    }

    private static CompletableFuture<Void> call(HttpRequest request, long deadline, AtomicInteger answered) {
        return TestHttpClient.shared()
                .sendAsync(request, BodyHandlers.discarding())
                .thenCompose(answer -> {
                    good(answer);
                    answered.incrementAndGet();
                    return System.nanoTime() < deadline
                            ? call(request, deadline, answered)
                            : CompletableFuture.completedFuture(null);
                });
    }

    /** Milliseconds of one call while nothing else is under way. */
    private static double alone(HttpRequest request) {
        var begun = System.nanoTime();
        good(TestHttpClient.send(request, BodyHandlers.discarding()));
        return (System.nanoTime() - begun) / 1e6;
    }

    /** Within how many seconds 99 of 100 events of a paced load got their numbers: the bound of a bucket. */
    private static double lagAtHalf(TestServer server, HttpRequest request, double perSecond) {
        var before = buckets(server);
        var calls = (int) (perSecond * PACED_SECONDS);
        var open = new Semaphore(CONNECTIONS);
        var begun = System.nanoTime();
        var sent = new ArrayList<CompletableFuture<Void>>();
        for (var n = 0; n < calls; n++) {
            var at = begun + (long) (n / perSecond * 1e9);
            while (System.nanoTime() < at) {
                Thread.onSpinWait();
            }
            open.acquireUninterruptibly();
            sent.add(TestHttpClient.shared()
                    .sendAsync(request, BodyHandlers.discarding())
                    .whenComplete((answer, problem) -> open.release())
                    .thenAccept(AuditCostTest::good));
        }
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                .orTimeout(120, TimeUnit.SECONDS)
                .join();
        return quantile(server, before, calls);
    }

    private static double quantile(TestServer server, SortedMap<Double, Long> before, int events) {
        var deadline = System.nanoTime() + 30_000_000_000L;
        while (true) {
            var now = buckets(server);
            var all =
                    now.getOrDefault(Double.POSITIVE_INFINITY, 0L) - before.getOrDefault(Double.POSITIVE_INFINITY, 0L);
            if (all >= events) {
                return now.entrySet().stream()
                        .filter(bucket -> bucket.getValue() - before.getOrDefault(bucket.getKey(), 0L) >= 0.99 * all)
                        .findFirst()
                        .orElseThrow()
                        .getKey();
            }
            assertThat(System.nanoTime()).as("all have their numbers").isLessThan(deadline);
        }
    }

    private static SortedMap<Double, Long> buckets(TestServer server) {
        var found = new TreeMap<Double, Long>();
        var matcher = BUCKET.matcher(server.metrics());
        while (matcher.find()) {
            var bound =
                    matcher.group(1).equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(matcher.group(1));
            found.put(bound, Long.valueOf(matcher.group(2)));
        }
        return found;
    }

    private static void good(HttpResponse<Void> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
