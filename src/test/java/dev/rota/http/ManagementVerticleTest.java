package dev.rota.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.observe.EventLoops;
import dev.rota.observe.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Security O9: each cause toggles its answer, and none says more than that. */
final class ManagementVerticleTest {
    private final Metrics metrics = new Metrics();
    private final Vertx vertx = Vertx.builder()
            .with(new io.vertx.core.VertxOptions().setMetricsOptions(metrics.vertxOptions()))
            .withMetrics(metrics.vertxFactory())
            .build();
    private final Drain drain = new Drain();
    private final EventLoops loops = new EventLoops(metrics, Duration.ofSeconds(10));
    private volatile Future<?> database = Future.succeededFuture();
    private final ManagementVerticle management = new ManagementVerticle(
            "127.0.0.1",
            0,
            drain,
            loops::allTurn,
            metrics,
            List.of(new ReadyCheck("database", () -> database), new ReadyCheck("migrations", Future::succeededFuture)));

    @BeforeEach
    void start() {
        Await.of(loops.start(vertx, 2));
        Await.of(vertx.deployVerticle(management));
    }

    @AfterEach
    void stop() {
        Await.of(vertx.close());
    }

    @Test
    void a_node_whose_loops_turn_is_alive() {
        var live = get("/health/live");
        assertThat(live.status()).isEqualTo(200);
        assertThat(live.json()).isEqualTo(new JsonObject().put("status", "UP"));
    }

    @Test
    void a_stuck_loop_is_not_alive() {
        var impatient = new EventLoops(metrics, Duration.ofNanos(1));
        assertThat(impatient.allTurn()).isFalse();
        Await.of(impatient.start(vertx, 1));
        assertThat(impatient.allTurn()).isFalse();
        assertThat(loops.allTurn()).isTrue();
    }

    @Test
    void a_node_is_ready_when_every_check_holds() {
        var ready = get("/health/ready");
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.json().getString("status")).isEqualTo("UP");
        assertThat(checks(ready)).containsExactlyInAnyOrder("serving UP", "database UP", "migrations UP");
    }

    @Test
    void a_check_that_fails_is_named_and_nothing_of_its_reason() {
        database = Future.failedFuture("password authentication failed for rota_api at db.internal");
        var ready = get("/health/ready");
        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.json().getString("status")).isEqualTo("DOWN");
        assertThat(checks(ready)).containsExactlyInAnyOrder("serving UP", "database DOWN", "migrations UP");
        assertThat(ready.body()).doesNotContain("rota_api").doesNotContain("internal");
        assertThat(get("/health/live").status()).isEqualTo(200);
        database = Future.succeededFuture();
        assertThat(get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void a_check_that_never_answers_counts_as_failed() {
        database = Promise.promise().future();
        assertThat(checks(get("/health/ready"))).contains("database DOWN");
    }

    @Test
    void a_draining_node_is_alive_and_not_ready() {
        drain.begin();
        assertThat(get("/health/ready").status()).isEqualTo(503);
        assertThat(get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void metrics_are_prometheus_text_with_ours_and_those_of_vertx() {
        assertThat(get("/health/live").status()).isEqualTo(200);
        var response = get("/metrics");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body())
                .contains("rota_event_loop_lag_seconds_bucket{loop=\"0\"")
                .contains("vertx_http_server_requests_total{code=\"200\"")
                .contains("vertx_pool_in_use")
                .contains("jvm_memory_used_bytes")
                .doesNotContain("path=")
                .doesNotContain("remote=")
                .doesNotContain("method=");
    }

    @Test
    void metrics_say_which_condition_of_readiness_does_not_hold() {
        assertThat(get("/metrics").body())
                .contains("rota_ready{check=\"database\"} 1.0", "rota_ready{check=\"serving\"} 1.0");
        database = Future.failedFuture("away");
        assertThat(get("/metrics").body())
                .contains("rota_ready{check=\"database\"} 0.0", "rota_ready{check=\"serving\"} 1.0");
        drain.begin();
        database = Future.succeededFuture();
        assertThat(get("/metrics").body())
                .contains("rota_ready{check=\"database\"} 1.0", "rota_ready{check=\"serving\"} 0.0");
    }

    @Test
    void anything_else_is_a_problem_document() {
        assertThat(get("/").status()).isEqualTo(404);
        assertThat(get("/health").header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(get("/health").headers()).doesNotContainKey("server");
    }

    private static List<String> checks(RawClient.Response response) {
        return response.json().getJsonArray("checks", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .map(check -> check.getString("id") + " " + check.getString("status"))
                .toList();
    }

    private RawClient.Response get(String path) {
        try (var client = new RawClient(management.actualPort())) {
            return client.send("GET " + path + " HTTP/1.1\r\nHost: anything\r\n\r\n")
                    .response();
        }
    }
}
