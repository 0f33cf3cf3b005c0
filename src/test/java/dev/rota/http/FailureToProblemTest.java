package dev.rota.http;

import static dev.rota.http.TestListener.get;
import static dev.rota.http.TestListener.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Security section 1 (E1 to E3), I9 and H1. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FailureToProblemTest {
    private final TestListener server = new TestListener(TestListener.settings());

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void an_unknown_path_is_404() {
        var response = answer(get("/nowhere"));
        assertProblem(response, 404, "not_found", "Not Found");
    }

    @Test
    void a_wrong_method_is_405_with_those_allowed() {
        var echo = answer("GET /echo HTTP/1.1\r\nHost: rota.example\r\n\r\n");
        assertProblem(echo, 405, "method_not_allowed", "Method Not Allowed");
        assertThat(echo.header("Allow")).isEqualTo("POST, PUT");
        assertThat(answer(post("/items/7", "Content-Length: 0\r\n", "")).header("Allow"))
                .isEqualTo("DELETE, GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE /hello", "CONNECT rota.example:443", "TRACE /nowhere"})
    void trace_and_connect_do_not_exist(String start) {
        var response = answer(start + " HTTP/1.1\r\nHost: rota.example\r\nX-Secret: echo\r\n\r\n");
        assertProblem(response, 405, "method_not_allowed", "Method Not Allowed");
        assertThat(response.header("Allow")).contains("POST").doesNotContain("TRACE");
        assertThat(response.body()).doesNotContain("X-Secret");
    }

    @Test
    void a_method_override_header_changes_nothing() {
        assertThat(answer(get("/items/7", "X-HTTP-Method-Override: DELETE\r\n")).status())
                .isEqualTo(200);
        assertThat(answer(get("/echo", "X-HTTP-Method-Override: POST\r\n")).status())
                .isEqualTo(405);
    }

    @Test
    void a_path_that_cannot_be_decoded_is_400() {
        assertThat(answer(get("/items/%zz")).status()).isEqualTo(400);
        assertThat(answer(get("/items/%")).body()).startsWith("{");
    }

    @Test
    void a_defect_is_500_and_says_nothing_but_the_request_id() {
        var response = answer(get("/defect", "X-Request-Id: my-request\r\n"));
        assertThat(response.json())
                .isEqualTo(new JsonObject()
                        .put("type", "about:blank")
                        .put("title", "Internal Server Error")
                        .put("status", 500)
                        .put("code", "internal_error")
                        .put("request_id", "my-request"));
    }

    @Test
    void a_route_that_fails_with_a_failure_is_answered_with_it() {
        var limited = answer(get("/limited"));
        assertProblem(limited, 429, "rate_limited", "Too Many Requests");
        assertThat(limited.header("Retry-After")).isEqualTo("2");
        var invalid = answer(get("/invalid"));
        assertProblem(invalid, 422, "validation_failed", "Unprocessable Content");
        assertThat(invalid.json().getJsonArray("errors"))
                .isEqualTo(new JsonArray()
                        .add(new JsonObject()
                                .put("parameter", "limit")
                                .put("detail", "limit must be 1 to 100")
                                .put("accepted", new JsonArray().add("1..100"))));
    }

    @Test
    void every_kind_of_failure_has_a_document() {
        var document = new ProblemDocument("id", true);
        var failures = List.of(
                new Failure.InvalidInput("a/b", "is wrong"),
                new Failure.InvalidInput("/name", "is wrong"),
                new Failure.NotFound("task"),
                new Failure.Conflict(
                        FailureCode.VERSION_CONFLICT, "changed", "read it again", new JsonObject().put("current", 4)),
                new Failure.ChoiceRequired(FailureCode.ORG_REQUIRED, "organization", List.of("acme", "globex")),
                new Failure.Unauthenticated("expired", true, null),
                new Failure.InsufficientScope(Set.of("tasks:write")),
                new Failure.Refused(FailureCode.FORBIDDEN, "not for members"),
                new Failure.TooLarge(FailureCode.PAYLOAD_TOO_LARGE, "content", "too long", "upload it"),
                new Failure.RateLimited(Duration.ofSeconds(1)),
                new Failure.Unavailable(FailureCode.DATABASE_UNAVAILABLE, "away", Duration.ofSeconds(1)));
        for (var failure : failures) {
            var json = document.of(failure).toJsonObject();
            assertThat(json.getInteger("status")).isEqualTo(failure.code().httpStatus());
            assertThat(json.getString("code")).isEqualTo(failure.code().wire());
            assertThat(json.getString("detail")).endsWith(failure.message());
            assertThat(json.getString("request_id")).isEqualTo("id");
            assertThat(json.encode()).doesNotContain("expired");
        }
        assertThat(document.of(failures.get(0)).toString()).contains("\"pointer\":\"/a~1b\"");
        assertThat(document.of(failures.get(1)).toString()).contains("\"pointer\":\"/name\"");
        assertThat(document.of(failures.get(3)).toString()).contains("\"hint\":\"read it again\",\"current\":4");
        assertThat(document.of(failures.get(8)).toString()).contains("\"hint\":\"upload it\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/hello", "/nowhere", "/defect", "/echo", "/limited", "/items/%zz", "/.well-known/document", "*"
            })
    void h1_every_response_has_the_security_headers(String path) {
        assertHeaders(answer(get(path)));
    }

    @Test
    void h1_refusals_of_the_connection_have_them_too() {
        assertHeaders(answer("GET /hello\r\n\r\n"));
        assertHeaders(answer(get("/" + "x".repeat(5_000))));
        assertHeaders(answer("GET /hello HTTP/1.1\r\nHost: evil.example\r\n\r\n"));
    }

    private static void assertHeaders(RawClient.Response response) {
        assertThat(response.header("X-Request-Id")).matches("[A-Za-z0-9-]{1,64}");
        assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        assertThat(response.header("Strict-Transport-Security")).isEqualTo("max-age=31536000; includeSubDomains");
        assertThat(response.headers()).doesNotContainKeys("server", "x-powered-by");
        assertThat(response.header("Content-Type")).doesNotContain("html");
    }

    @Test
    void h1_h4_over_http_there_is_no_strict_transport_security() {
        try (var plain = new TestListener(TestListener.settings(), "127.0.0.1", URI.create("http://rota.example:80"));
                var client = plain.client()) {
            assertThat(client.send(get("/hello")).response().headers()).doesNotContainKey("strict-transport-security");
        }
    }

    private static void assertProblem(RawClient.Response response, int status, String code, String title) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
        var json = response.json();
        assertThat(json.getString("type")).isEqualTo("about:blank");
        assertThat(json.getString("title")).isEqualTo(title);
        assertThat(json.getInteger("status")).isEqualTo(status);
        assertThat(json.getString("code")).isEqualTo(code);
        assertThat(json.getString("request_id")).isEqualTo(response.header("X-Request-Id"));
    }

    private RawClient.Response answer(String request) {
        try (var client = server.client()) {
            return client.send(request).response();
        }
    }
}
