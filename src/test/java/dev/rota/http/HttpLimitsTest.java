package dev.rota.http;

import static dev.rota.http.TestListener.get;
import static dev.rota.http.TestListener.post;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Security section 9, first rows, at each limit, one over it and a hundred times over it (I6). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HttpLimitsTest {
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final MessageLimits MESSAGE = MessageLimits.DEFAULTS;

    private final TestListener server = new TestListener(TestListener.settings());

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void a_request_line_at_the_limit_is_read() {
        try (var client = server.client()) {
            client.send(withRequestLine(MESSAGE.requestLineBytes()));
            assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4_097, 409_600})
    void a_request_line_over_the_limit_is_414(int bytes) {
        refused(withRequestLine(bytes), 414, "uri_too_long");
    }

    /** The length of a request line is counted without its line end. */
    private static String withRequestLine(int bytes) {
        var fixed = "GET /hello?q= HTTP/1.1".length();
        return get("/hello?q=" + "x".repeat(bytes - fixed));
    }

    @Test
    void headers_at_the_limit_are_read() {
        try (var client = server.client()) {
            client.send(withHeaders(MESSAGE.headerBytes()));
            assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8_193, 819_200})
    void headers_over_the_limit_are_431(int bytes) {
        refused(withHeaders(bytes), 431, "headers_too_large");
    }

    /** Names and values, without line ends. */
    private static String withHeaders(int bytes) {
        var host = "Host: rota.example".length();
        return get("/hello", "X-Filler: " + "x".repeat(bytes - host - "X-Filler: ".length()) + "\r\n");
    }

    @Test
    void as_many_headers_as_allowed_are_read() {
        try (var client = server.client()) {
            client.send(withHeaderCount(MESSAGE.headerCount()));
            assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 6_400})
    void too_many_headers_are_431(int count) {
        refused(withHeaderCount(count), 431, "headers_too_large");
    }

    private static String withHeaderCount(int count) {
        return get("/hello", IntStream.range(1, count).mapToObj(i -> "X: 1\r\n").collect(Collectors.joining()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_body_at_the_limit_is_read(boolean chunked) {
        try (var client = server.client()) {
            client.send(withBody(MESSAGE.bodyBytes(), chunked));
            assertThat(client.response().json().getInteger("bytes")).isEqualTo(MESSAGE.bodyBytes());
            client.send(get("/hello"));
            assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1_048_577, 104_857_600})
    void an_announced_body_over_the_limit_is_413_before_a_byte_of_it_is_read(int bytes) {
        try (var client = server.client()) {
            client.send(post("/echo", JSON + "Content-Length: " + bytes + "\r\n", ""));
            assertThat(client.response().status()).isEqualTo(413);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1_048_577, 104_857_600})
    void a_chunked_body_over_the_limit_is_413_while_it_arrives(int bytes) {
        refused(withBody(bytes, true), 413, "payload_too_large");
    }

    private static String withBody(int bytes, boolean chunked) {
        var body = "x".repeat(bytes);
        return chunked
                ? post(
                        "/echo",
                        JSON + "Transfer-Encoding: chunked\r\n",
                        Integer.toHexString(bytes) + "\r\n" + body + "\r\n0\r\n\r\n")
                : post("/echo", JSON + "Content-Length: " + bytes + "\r\n", body);
    }

    @Test
    void a_client_that_waits_for_100_continue_is_told_to_go_on_or_refused_at_once() {
        try (var client = server.client()) {
            client.send(post("/echo", JSON + "Expect: 100-continue\r\nContent-Length: 2\r\n", ""));
            assertThat(client.response().status()).isEqualTo(100);
            client.send("{}");
            assertThat(client.response().status()).isEqualTo(200);
            client.send(post("/echo", JSON + "Expect: 100-continue\r\nContent-Length: 2000000\r\n", ""));
            assertThat(client.response().status()).isEqualTo(413);
        }
    }

    @Test
    void other_media_types_and_encodings_are_415() {
        var refused = List.of(
                "Content-Type: text/plain\r\n",
                "Content-Type: application/json; charset=latin1\r\n",
                "Content-Type: application/x-www-form-urlencoded\r\n",
                "Content-Type: multipart/form-data; boundary=x\r\n",
                "",
                JSON + "Content-Encoding: gzip\r\n");
        for (var headers : refused) {
            try (var client = server.client()) {
                client.send(post("/echo", headers + "Content-Length: 2\r\n", "{}"));
                var response = client.response();
                assertThat(response.status()).as(headers).isEqualTo(415);
                assertThat(response.json().getString("code")).isEqualTo("unsupported_media_type");
                client.send(get("/hello"));
                assertThat(client.response().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void json_in_utf_8_is_taken_however_it_is_spelled() {
        var accepted = List.of(
                "Content-Type: application/json\r\n",
                "Content-Type: Application/JSON; Charset=\"UTF-8\"\r\n",
                "Content-Type: application/json;charset=utf-8\r\nContent-Encoding: identity\r\n");
        for (var headers : accepted) {
            try (var client = server.client()) {
                client.send(post("/echo", headers + "Content-Length: 2\r\n", "{}"));
                assertThat(client.response().status()).as(headers).isEqualTo(200);
            }
        }
    }

    @Test
    void no_upgrade_is_taken() {
        var h2c = List.of("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__");
        var webSocket = List.of(
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        for (var headers : List.of(h2c, webSocket)) {
            var upgrade = String.join("\r\n", headers) + "\r\n";
            try (var client = server.client()) {
                assertThat(client.send(get("/hello", upgrade)).response().json().getString("hello"))
                        .isEqualTo("world");
            }
        }
    }

    @Test
    void nothing_is_compressed() {
        try (var client = server.client()) {
            assertThat(client.send(get("/hello", "Accept-Encoding: gzip, deflate\r\n"))
                            .response()
                            .headers())
                    .doesNotContainKey("content-encoding");
        }
    }

    @Test
    void a_connection_carries_its_requests_and_then_closes() {
        var limits = new ConnectionLimits(16, 3, 100, 100);
        try (var small = with(limits);
                var client = small.client()) {
            for (int i = 1; i <= 3; i++) {
                client.send(get("/hello"));
                var response = client.response();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.header("Connection")).isEqualTo(i == 3 ? "close" : "");
            }
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void pipelined_requests_up_to_the_limit_are_answered_in_order() {
        try (var client = server.client()) {
            client.send(get("/held") + get("/hello").repeat(15));
            TestListener.release(server.held());
            assertThat(client.response().body()).isEqualTo("done");
            for (int i = 0; i < 15; i++) {
                assertThat(client.response().status()).isEqualTo(200);
            }
            client.send(get("/hello"));
            assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 1_600})
    void pipelined_requests_over_the_limit_are_not_answered_and_the_connection_closes(int requests) {
        try (var client = server.client()) {
            client.send(get("/held") + get("/hello").repeat(requests - 1));
            TestListener.release(server.held());
            var all = client.untilClosed();
            assertThat(all.split("HTTP/1\\.1 200", -1)).hasSize(17);
            assertThat(all.split("[Cc]onnection: close", -1)).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 500})
    void connections_over_the_limit_of_an_address_are_closed_at_once(int tooMany) {
        refusesConnections(new ConnectionLimits(16, 100, 1_000, 5), 5, tooMany);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 500})
    void connections_over_the_limit_of_the_node_are_closed_at_once(int tooMany) {
        refusesConnections(new ConnectionLimits(16, 100, 5, 1_000), 5, tooMany);
    }

    private static void refusesConnections(ConnectionLimits limits, int allowed, int tooMany) {
        try (var small = with(limits)) {
            var open = new ArrayList<RawClient>();
            for (int i = 0; i < allowed; i++) {
                var client = small.client().send(get("/hello"));
                assertThat(client.response().status()).isEqualTo(200);
                open.add(client);
            }
            for (int i = 0; i < tooMany; i++) {
                try (var client = small.client()) {
                    assertThat(client.isClosedByServer()).isTrue();
                }
            }
            assertThat(small.listener().openConnections()).isEqualTo(allowed);
            open.remove(0).close();
            assertThat(answersAgain(small)).isTrue();
            open.forEach(RawClient::close);
        }
    }

    /** The server learns of a closed connection in its own time. */
    private static boolean answersAgain(TestListener small) {
        for (int i = 0; i < 1_000; i++) {
            try (var client = small.client()) {
                client.sendUntilRefused(get("/hello", "Connection: close\r\n").getBytes(StandardCharsets.US_ASCII));
                if (client.untilClosed().startsWith("HTTP/1.1 200")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static TestListener with(ConnectionLimits limits) {
        return new TestListener(
                TestListener.settings(MessageLimits.DEFAULTS, TestListener.quickStop(TimeLimits.DEFAULTS), limits));
    }

    private void refused(String message, int status, String code) {
        try (var client = server.client()) {
            client.sendUntilRefused(message.getBytes(StandardCharsets.ISO_8859_1));
            var response = client.response();
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.json().getMap())
                    .containsAllEntriesOf(Map.of("status", status, "code", code, "type", "about:blank"));
            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void of_many_requests_at_once_each_is_answered_in_its_turn() {
        var many = 3 * LoopTurn.MOST;
        var settings = TestListener.settings(
                MESSAGE, TestListener.quickStop(TimeLimits.DEFAULTS), new ConnectionLimits(16, 100, many, many));
        var clients = new ArrayList<RawClient>();
        try (var oneLoop = new TestListener(settings, "127.0.0.1", TestListener.PUBLIC_URL, 1)) {
            IntStream.range(0, many).forEach(i -> clients.add(oneLoop.client()));
            for (var round = 0; round < 3; round++) {
                clients.forEach(client -> client.send(get("/hello")));
                assertThat(clients).allMatch(client -> client.response().status() == 200);
            }
        } finally {
            clients.forEach(RawClient::close);
        }
    }
}
