package dev.rota.trace;

import static dev.rota.trace.TestCollector.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.protobuf.ByteString;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a collector learns of requests, over real HTTP. */
class TracesTest {
    private static TestCollector collector;
    private static TestServer server;
    private static TestOrganization organization;
    private static OpaqueToken token;

    @BeforeAll
    static void open() {
        collector = new TestCollector();
        server = TestServer.start(
                TestDatabase.create(),
                Map.of(
                        "rota.tracing.endpoint",
                        collector.url(),
                        "rota.tracing.authorization",
                        "Bearer of-the-collector"));
        organization = server.organization();
        token = organization.agentToken(Restrictions.NONE);
    }

    @AfterAll
    static void close() {
        server.close();
        collector.close();
    }

    @Test
    void a_request_and_the_call_in_it_are_spans_of_one_trace() {
        assertThat(call("get_context", "a-call", null, null).status()).isEqualTo(200);
        var call = collector.span(span -> isCall(span, "a-call"));
        var request = collector.span(span -> isRequest(span, "a-call"));
        assertThat(call.getName()).isEqualTo("tools/call get_context");
        assertThat(call.getTraceId()).isEqualTo(request.getTraceId());
        assertThat(call.getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(attributes(call))
                .containsEntry("mcp.method.name", "tools/call")
                .containsEntry("gen_ai.tool.name", "get_context")
                .containsEntry(
                        "rota.organization.id", Long.toString(organization.id().value()))
                .containsEntry("rota.principal.kind", "agent")
                .doesNotContainKey("error.type");
        assertThat(request.getName()).isEqualTo("POST /mcp");
        assertThat(attributes(request))
                .containsEntry("http.request.method", "POST")
                .containsEntry("http.route", "/mcp")
                .containsEntry("http.response.status_code", "200");
        assertThat(request.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(collector.authorizations()).containsOnly("Bearer of-the-collector");
    }

    @Test
    void the_header_traceparent_is_the_parent_of_the_request() {
        call("get_context", "by-header", "11", null);
        var request = collector.span(span -> isRequest(span, "by-header"));
        assertThat(request.getTraceId()).isEqualTo(bytes("11".repeat(16)));
        assertThat(request.getParentSpanId()).isEqualTo(bytes("11".repeat(8)));
    }

    @Test
    void the_context_in_meta_is_the_parent_of_the_call_and_the_request_is_linked() {
        call("get_context", "by-meta", "22", "33");
        var request = collector.span(span -> isRequest(span, "by-meta"));
        var call = collector.span(span -> isCall(span, "by-meta"));
        assertThat(request.getTraceId()).isEqualTo(bytes("22".repeat(16)));
        assertThat(call.getTraceId()).isEqualTo(bytes("33".repeat(16)));
        assertThat(call.getParentSpanId()).isEqualTo(bytes("33".repeat(8)));
        assertThat(call.getLinksList()).singleElement().satisfies(link -> assertThat(link.getSpanId())
                .isEqualTo(request.getSpanId()));
    }

    @Test
    void s2_no_tracestate_leaves_of_a_span_its_parent_or_its_links() {
        call("get_context", "stateful", "44", "55");
        var request = collector.span(span -> isRequest(span, "stateful"));
        var call = collector.span(span -> isCall(span, "stateful"));
        assertThat(request.getParentSpanId()).as("what came beside it counts").isEqualTo(bytes("44".repeat(8)));
        assertThat(call.getLinksCount()).isOne();
        assertThat(collector.received()).doesNotContain("of-meta", "of-header");
    }

    @Test
    void a_malformed_context_counts_as_none() {
        call("get_context", "malformed", "zz", "zz");
        var request = collector.span(span -> isRequest(span, "malformed"));
        assertThat(request.getParentSpanId()).isEqualTo(ByteString.EMPTY);
        assertThat(collector.span(span -> isCall(span, "malformed")).getParentSpanId())
                .isEqualTo(request.getSpanId());
    }

    @Test
    void a_refused_call_says_so_and_names_nothing_that_the_caller_made_up() {
        call("tool_nobody_has", "refused", null, null);
        assertThat(attributes(collector.span(span -> isCall(span, "refused"))))
                .containsKey("error.type")
                .doesNotContainKey("gen_ai.tool.name");
        assertThat(collector.received()).doesNotContain("tool_nobody_has");
    }

    @Test
    void the_admin_api_is_traced_by_route() {
        var answer =
                server.send(HttpRequest.newBuilder(address("/api/v1/organizations/acme/questions?code=QUERYSECRET"))
                        .header("X-Request-Id", "rest")
                        .header("Authorization", "Bearer " + token.reveal()));
        var request = collector.span(span -> isRequest(span, "rest"));
        assertThat(attributes(request))
                .containsEntry("http.response.status_code", Integer.toString(answer.status()))
                .containsEntry("http.route", "/api/v1/organizations/:org/questions");
    }

    @Test
    void s2_nothing_that_callers_wrote_leaves_with_a_span() {
        var made = server.send(server.request(
                        "/mcp/x/all",
                        TestServer.message(
                                "tools/call",
                                new JsonObject()
                                        .put("name", "create_task")
                                        .put(
                                                "arguments",
                                                new JsonObject()
                                                        .put("title", "TENANTSWORDS")
                                                        .put("project", "DEV"))))
                .setHeader("X-Request-Id", "content")
                .header("Authorization", "Bearer " + token.reveal())
                .header("Cookie", "session=COOKIESECRET"));
        assertThat(server.send(HttpRequest.newBuilder(address("/mcp?token=" + token.reveal()))
                                .header("X-Request-Id", "in-query"))
                        .status())
                .isGreaterThanOrEqualTo(400);
        assertThat(made.body()).contains("TENANTSWORDS");
        collector.span(span -> isCall(span, "content"));
        collector.span(span -> isRequest(span, "in-query"));
        collector.span(span -> isRequest(span, "content"));
        assertThat(collector.received())
                .doesNotContain("TENANTSWORDS", "COOKIESECRET", "QUERYSECRET", token.reveal(), "token=");
    }

    @Test
    void latencies_name_a_trace_that_had_them_in_openmetrics() {
        call("get_context", "exemplar", null, null);
        var call = collector.span(span -> isCall(span, "exemplar"));
        assertThat(call.getTraceId().size()).isEqualTo(16);
        var told = server.metrics("application/openmetrics-text; version=1.0.0");
        assertThat(told).endsWith("# EOF\n");
        assertThat(told.lines()
                        .filter(line -> line.startsWith("rota_call_duration_seconds_bucket{tool=\"get_context\"")))
                .anySatisfy(line ->
                        assertThat(line).containsPattern("# \\{span_id=\"[0-9a-f]{16}\",trace_id=\"[0-9a-f]{32}\"}"));
        assertThat(server.metrics("text/plain")).doesNotContain("trace_id").contains("rota_tracing_spans_total");
    }

    /** @param header one byte of the trace's and the span's id that the header names, and {@code meta} the same */
    @CanIgnoreReturnValue
    private static TestServer.Answer call(
            String tool, String requestId, @Nullable String header, @Nullable String meta) {
        var params = new JsonObject().put("name", tool).put("arguments", new JsonObject());
        if (meta != null) {
            params.put(
                    "_meta", new JsonObject().put("traceparent", parent(meta)).put("tracestate", "vendor=of-meta"));
        }
        var request = server.request("/mcp/x/all", TestServer.message("tools/call", params))
                .setHeader("X-Request-Id", requestId)
                .header("Authorization", "Bearer " + token.reveal());
        return server.send(
                header == null
                        ? request
                        : request.header("traceparent", parent(header)).header("tracestate", "vendor=of-header"));
    }

    private static String parent(String two) {
        return "00-" + two.repeat(16) + "-" + two.repeat(8) + "-01";
    }

    private static URI address(String path) {
        return URI.create("http://localhost:" + server.port() + path);
    }

    private static boolean isCall(Span span, String requestId) {
        return attributes(span).containsKey("mcp.method.name") && isOf(span, requestId);
    }

    private static boolean isRequest(Span span, String requestId) {
        return attributes(span).containsKey("http.request.method") && isOf(span, requestId);
    }

    private static boolean isOf(Span span, String requestId) {
        return requestId.equals(attributes(span).get("rota.request.id"));
    }

    private static ByteString bytes(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }
}
