package dev.rota.trace;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.tracing.TracingPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What tracing does to the server that is traced: nothing. */
class TracingTest {
    private static final String TRACE = "ab".repeat(16);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void without_an_endpoint_nothing_is_traced() {
        var tracing = Tracing.of(TraceSettings.NONE, "test");
        assertThat(tracing).isSameAs(Tracing.OFF);
        assertThat(tracing.vertxFactory()).isEmpty();
        assertThat(tracing.requests()).isEqualTo(TracingPolicy.IGNORE);
        assertThat(Tracing.ofRequest()).isNull();
    }

    @Test
    void a_caller_who_samples_decides_for_nobody_else() {
        try (var none = tracing("http://127.0.0.1:1/v1/traces", 0);
                var all = tracing("http://127.0.0.1:1/v1/traces", 100)) {
            assertThat(isKept(none, "01")).isFalse();
            assertThat(isKept(all, "01")).isTrue();
            assertThat(isKept(all, "00")).as("a trace that is torn anyway").isFalse();
        }
    }

    @Test
    void a_collector_that_says_nothing_costs_spans_and_they_are_counted() {
        var silent = await(vertx.createNetServer().connectHandler(socket -> {}).listen(0, "127.0.0.1"));
        try (var tracing = tracing("http://127.0.0.1:" + silent.actualPort() + "/v1/traces", 100)) {
            tracing.open(vertx);
            var begun = System.nanoTime();
            for (var i = 0; i < 5_000; i++) {
                tracing.begin("span", Map.of()).end(null);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            assertThat(tracing.dropped()).isBetween(1L, 5_000L);
            assertThat(tracing.sent()).isZero();
        }
    }

    @Test
    void a_collector_that_refuses_costs_spans_and_they_are_counted() {
        var refusing = await(vertx.createHttpServer()
                .requestHandler(
                        request -> request.response().setStatusCode(500).end().onFailure(lost -> {}))
                .listen(0, "127.0.0.1"));
        var tracing = tracing("http://127.0.0.1:" + refusing.actualPort() + "/v1/traces", 100);
        tracing.open(vertx);
        for (var i = 0; i < 10; i++) {
            tracing.begin("span", Map.of()).end("overloaded");
        }
        tracing.close();
        assertThat(tracing.lost()).isEqualTo(10);
        assertThat(tracing.sent()).isZero();
        assertThat(tracing.dropped()).isZero();
    }

    private static boolean isKept(Tracing tracing, String flags) {
        var call = tracing.begin("span", Map.of("traceparent", "00-" + TRACE + "-" + "cd".repeat(8) + "-" + flags));
        assertThat(call.traceId()).isEqualTo(TRACE);
        var kept = call.span().isRecording();
        call.end(null);
        return kept;
    }

    private static Tracing tracing(String endpoint, int percent) {
        return Tracing.of(new TraceSettings(URI.create(endpoint), null, percent, 512), "test");
    }
}
