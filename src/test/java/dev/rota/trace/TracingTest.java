package dev.rota.trace;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.tracing.TracingPolicy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What tracing does to the server that is traced: nothing. */
class TracingTest {
    private static final SamplingKey KEY = new SamplingKey(new byte[32]);
    private static final String TRACE = "ab".repeat(16);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void without_an_endpoint_nothing_is_traced() {
        var tracing = Tracing.of(TraceSettings.NONE, "test", KEY);
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

    @Test
    void no_caller_chooses_an_id_that_is_kept() {
        var ours = new ShareSampler(KEY, 0.5);
        var oursElsewhere = new ShareSampler(new SamplingKey(new byte[32]), 0.5);
        var others = new ShareSampler(new SamplingKey("a".repeat(32).getBytes(StandardCharsets.US_ASCII)), 0.5);
        var lowest = LongStream.range(1, 2_001).mapToObj("%032x"::formatted).toList();
        assertThat(kept(ours, lowest)).isEqualTo(kept(oursElsewhere, lowest)).isNotEqualTo(kept(others, lowest));
        assertThat(kept(ours, lowest)).hasSizeBetween(850, 1_150);
    }

    private static List<String> kept(Sampler sampler, List<String> ids) {
        return ids.stream()
                .filter(id ->
                        sampler.shouldSample(Context.root(), id, "span", SpanKind.SERVER, Attributes.empty(), List.of())
                                        .getDecision()
                                == SamplingDecision.RECORD_AND_SAMPLE)
                .toList();
    }

    @Test
    void an_answer_that_is_too_long_costs_its_spans_and_the_connection() {
        isGivenUp(request -> request.response().end(Buffer.buffer(new byte[131_072])));
    }

    @Test
    @EnabledIfSystemProperty(named = "rota.test.full", matches = "true")
    void an_answer_that_comes_drop_by_drop_ends_with_the_deadline() {
        isGivenUp(request -> {
            var response = request.response().setChunked(true);
            vertx.setPeriodic(100, drop -> response.write(".").onFailure(lost -> vertx.cancelTimer(drop)));
            return Future.succeededFuture();
        });
    }

    private void isGivenUp(Function<HttpServerRequest, Future<Void>> answer) {
        Promise<Void> closed = Promise.promise();
        var odd = await(vertx.createHttpServer()
                .requestHandler(request -> {
                    request.connection().closeHandler(end -> closed.tryComplete());
                    answer.apply(request).onFailure(lost -> {});
                })
                .listen(0, "127.0.0.1"));
        var tracing = tracing("http://127.0.0.1:" + odd.actualPort() + "/v1/traces", 100);
        tracing.open(vertx);
        tracing.begin("span", Map.of()).end(null);
        await(closed.future());
        tracing.close();
        assertThat(tracing.lost()).isOne();
        assertThat(tracing.sent()).isZero();
    }

    @Test
    void a_tracestate_that_is_too_long_is_left_and_its_trace_is_not() {
        try (var tracing = tracing("http://127.0.0.1:1/v1/traces", 100)) {
            assertThat(state(tracing, "a=" + "b".repeat(100))).containsOnlyKeys("a");
            assertThat(state(tracing, "a=" + "b".repeat(200) + ",c=" + "d".repeat(200) + ",e=" + "f".repeat(200)))
                    .isEmpty();
        }
    }

    private static Map<String, String> state(Tracing tracing, String tracestate) {
        var parent = "00-" + TRACE + "-" + "cd".repeat(8) + "-01";
        var call = tracing.begin("span", Map.of("traceparent", parent, "tracestate", tracestate));
        assertThat(call.traceId()).isEqualTo(TRACE);
        call.end(null);
        return call.span().getSpanContext().getTraceState().asMap();
    }

    @Test
    void no_announcement_is_part_of_a_trace() {
        try (var collector = new TestCollector()) {
            var tracing = tracing(collector.url(), 100);
            var traced = Vertx.builder()
                    .withTracer(tracing.vertxFactory().orElseThrow())
                    .build();
            tracing.open(traced);
            var server = await(traced.createHttpServer(new HttpServerOptions().setTracingPolicy(tracing.requests()))
                    .requestHandler(request -> announceTo(traced, request))
                    .listen(0, "127.0.0.1"));
            var client = vertx.createHttpClient();
            assertThat(await(client.request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
                                    .compose(HttpClientRequest::send)
                                    .compose(HttpClientResponse::body))
                            .toString())
                    .as("the trace that is heard of")
                    .isEqualTo("none");
            await(client.close()); // Vert.x closes one that nobody holds
            await(server.close()); // after the span of its request has ended
            tracing.close();
            assertThat(tracing.sent()).as("the request's span alone").isOne();
            await(traced.close());
        }
    }

    private static void announceTo(Vertx traced, HttpServerRequest request) {
        Announcements.listen(traced.eventBus(), "a", heard -> request.response()
                .end(Span.current().getSpanContext().isValid() ? "one" : "none")
                .onFailure(lost -> {}));
        Announcements.publish(traced.eventBus(), "a", "heard");
    }

    private static boolean isKept(Tracing tracing, String flags) {
        var call = tracing.begin("span", Map.of("traceparent", "00-" + TRACE + "-" + "cd".repeat(8) + "-" + flags));
        assertThat(call.traceId()).isEqualTo(TRACE);
        var kept = call.span().isRecording();
        call.end(null);
        return kept;
    }

    private static Tracing tracing(String endpoint, int percent) {
        return Tracing.of(new TraceSettings(URI.create(endpoint), null, percent, 512), "test", KEY);
    }
}
