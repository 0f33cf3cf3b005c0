package dev.rota.http;

import static dev.rota.http.TestListener.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Security, MCP T-2, T-3 and T-14. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OriginPolicyTest {
    private final TestListener server = new TestListener(new HttpSettings(
            MessageLimits.DEFAULTS,
            TestListener.quickStop(TimeLimits.DEFAULTS),
            ConnectionLimits.DEFAULTS,
            List.of("https://app.example", "http://localhost:6274"),
            List.of("internal.example", "fixed.example:8443"),
            List.of()));

    private final TestListener exposed =
            new TestListener(TestListener.settings(), "0.0.0.0", URI.create("http://localhost:3001"));

    @AfterAll
    void stop() {
        server.close();
        exposed.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://rota.example", "https://app.example", "http://localhost:6274"})
    void r6_an_allowed_origin_is_reflected_exactly(String origin) {
        var response = answer(get("/hello", "Origin: " + origin + "\r\n"));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(origin);
        assertThat(response.header("Vary")).containsIgnoringCase("Origin");
        assertThat(response.header("Access-Control-Allow-Credentials")).isEmpty();
        assertThat(response.header("Access-Control-Expose-Headers"))
                .contains("WWW-Authenticate", "Mcp-Session-Id", "MCP-Protocol-Version");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "https://evil.example",
                "http://rota.example",
                "https://rota.example:8443",
                "https://rota.example.evil.example",
                "https://app.example/",
                "https://app.exampl",
                "http://localhost:6275",
                "*",
                ""
            })
    void r5_r6_any_other_origin_is_403_without_cors_headers(String origin) {
        var response = answer(get("/hello", "Origin: " + origin + "\r\n"));
        assertThat(response.status()).isEqualTo(403);
        assertThat(response.json().getString("code")).isEqualTo("origin_forbidden");
        assertThat(response.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void r5_r6_no_origin_is_fine_and_gets_no_cors_headers() {
        var response = answer(get("/hello"));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers()).doesNotContainKey("access-control-allow-origin");
    }

    @ParameterizedTest
    @CsvSource({
        "rota.example, 200",
        "ROTA.example, 200",
        "rota.example:443, 200",
        "rota.example:80, 421",
        "rota.example:3001, 421",
        "internal.example, 200",
        "internal.example:9, 200",
        "fixed.example:8443, 200",
        "fixed.example, 421",
        "localhost:3001, 200",
        "localhost, 200",
        "127.0.0.1:1, 200",
        "[::1]:3001, 200",
        "evil.example, 421",
        "rota.example.evil.example, 421",
        "127.0.0.1.evil.example, 421",
        "127.0.0.2, 421"
    })
    void r5_only_our_own_names_are_answered(String host, int status) {
        var response = answer("GET /hello HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        assertThat(response.status()).isEqualTo(status);
    }

    @Test
    void r5_an_empty_host_is_misdirected() {
        assertThat(answer("GET /hello HTTP/1.1\r\nHost: \r\n\r\n").status()).isEqualTo(421);
    }

    @Test
    void r5_loopback_names_are_ours_only_on_loopback() {
        try (var client = exposed.client()) {
            client.send("GET /hello HTTP/1.1\r\nHost: localhost:3001\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(200);
            client.send("GET /hello HTTP/1.1\r\nHost: 127.0.0.1:3001\r\n\r\n");
            var misdirected = client.response();
            assertThat(misdirected.status()).isEqualTo(421);
            assertThat(misdirected.json().getString("code")).isEqualTo("misdirected");
        }
    }

    @Test
    void r5_a_page_this_server_sent_may_call_it_under_its_loopback_name() {
        var own = "127.0.0.1:" + server.port();
        assertThat(answer("GET /hello HTTP/1.1\r\nHost: " + own + "\r\nOrigin: http://" + own + "\r\n\r\n")
                        .status())
                .isEqualTo(200);
        assertThat(answer("GET /hello HTTP/1.1\r\nHost: " + own + "\r\nOrigin: http://127.0.0.1:1\r\n\r\n")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void r6_a_preflight_is_answered_without_a_route_or_a_credential() {
        var response = answer(preflight(
                "/mcp",
                "https://app.example",
                "authorization, mcp-param-region, Mcp-Param-X!, Mcp-Param-a b, X-Other"));
        assertThat(response.status()).isEqualTo(204);
        assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
        assertThat(response.header("Access-Control-Allow-Methods")).contains("POST", "GET", "DELETE", "OPTIONS");
        var allowed = List.of(response.header("Access-Control-Allow-Headers").split(", ", -1));
        assertThat(allowed)
                .contains(
                        "Authorization",
                        "Content-Type",
                        "Accept",
                        "MCP-Protocol-Version",
                        "Mcp-Method",
                        "Mcp-Name",
                        "Mcp-Session-Id",
                        "Last-Event-ID",
                        "mcp-param-region",
                        "Mcp-Param-X!")
                .doesNotContain("X-Other", "Mcp-Param-a b");
        assertThat(response.header("Access-Control-Allow-Credentials")).isEmpty();
        assertThat(response.header("Vary")).contains("Origin");
    }

    @Test
    void r6_a_preflight_of_another_origin_is_403() {
        assertThat(answer(preflight("/mcp", "https://evil.example", "authorization"))
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null"})
    void r6_well_known_documents_are_for_every_page(String origin) {
        var document = answer(get("/.well-known/document", "Origin: " + origin + "\r\n"));
        assertThat(document.status()).isEqualTo(200);
        assertThat(document.header("Access-Control-Allow-Origin")).isEqualTo("*");
        var preflight = answer(preflight("/.well-known/document", origin, "mcp-protocol-version"));
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(preflight.header("Access-Control-Allow-Headers")).contains("MCP-Protocol-Version");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/.well-known/../hello",
                "/.well-known/%2e%2e/hello",
                "/.well-known/..%2fhello",
                "/.well-known/%2E%2E%2Fhello"
            })
    void r6_a_path_out_of_the_well_known_documents_is_not_one_of_them(String path) {
        var response = answer(get(path, "Origin: https://evil.example\r\n"));
        assertThat(response.body()).doesNotContain("world");
        assertThat(response.status()).isIn(403, 404);
    }

    private static String preflight(String path, String origin, String headers) {
        return "OPTIONS " + path + " HTTP/1.1\r\nHost: rota.example\r\nOrigin: " + origin
                + "\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: " + headers + "\r\n\r\n";
    }

    private RawClient.Response answer(String request) {
        try (var client = server.client()) {
            return client.send(request).response();
        }
    }
}
