package dev.rota.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Security I2: what two parties could read in two ways is refused, and nothing behind it is read as a request. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MessageFramingTest {
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String SMUGGLED = TestListener.get("/hello");

    private TestListener server = new TestListener(TestListener.settings());

    @BeforeAll
    void start() {
        assertThat(server.port()).isPositive();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> a_malformed_message_is_answered_400_and_the_connection_closed() {
        return malformed().entrySet().stream()
                .map(message -> DynamicTest.dynamicTest(message.getKey(), () -> refused(message.getValue())));
    }

    private void refused(String message) {
        try (var client = server.client()) {
            client.sendUntilRefused((message + SMUGGLED).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            var all = client.untilClosed();
            assertThat(all).startsWith("HTTP/1.1 400 ");
            assertThat(all).contains("application/problem+json").contains("\"code\":\"invalid_request\"");
            assertThat(all.split("HTTP/1\\.1 ", -1)).as("responses in %s", all).hasSize(2);
            assertThat(all).doesNotContain("world");
        }
    }

    private static Map<String, String> malformed() {
        var all = new TreeMap<String, String>();
        var host = "POST /echo HTTP/1.1\r\nHost: rota.example\r\n" + JSON;
        all.put(
                "transfer coding and length",
                host + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n");
        all.put(
                "length and transfer coding",
                host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        all.put("unequal lengths", host + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}");
        all.put("repeated equal length", host + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}");
        all.put("list of lengths", host + "Content-Length: 2, 2\r\n\r\n{}");
        all.put("negative length", host + "Content-Length: -2\r\n\r\n{}");
        all.put("signed length", host + "Content-Length: +2\r\n\r\n{}");
        all.put("length that is no number", host + "Content-Length: two\r\n\r\n{}");
        all.put("length in hex", host + "Content-Length: 0x2\r\n\r\n{}");
        all.put("empty length", host + "Content-Length: \r\n\r\n{}");
        all.put("length beyond a long", host + "Content-Length: 99999999999999999999\r\n\r\n{}");
        all.put("unknown coding", host + "Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n");
        all.put("two codings", host + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n");
        all.put("chunked twice", host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        all.put("chunked and identity", host + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n");
        all.put("identity", host + "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n");
        all.put("chunked with a vertical tab", host + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n");
        all.put(
                "coding on HTTP/1.0",
                "POST /echo HTTP/1.0\r\nHost: rota.example\r\nConnection: keep-alive\r\n" + JSON
                        + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        all.put("folded header", host + "X-Folded: one\r\n two\r\nContent-Length: 0\r\n\r\n");
        all.put("folded header with a tab", host + "X-Folded: one\r\n\ttwo\r\nContent-Length: 0\r\n\r\n");
        all.put("folded last header", host + "Content-Length: 0\r\nX-Folded: one\r\n two\r\n\r\n");
        all.put("folded length", host + "Content-Length:\r\n 2\r\n\r\n{}");
        all.put("bare LF after the request line", "GET /hello HTTP/1.1\nHost: rota.example\r\n\r\n");
        all.put("bare LF after a header", "GET /hello HTTP/1.1\r\nHost: rota.example\nX-Other: 1\r\n\r\n");
        all.put("bare LF at the end of the header", "GET /hello HTTP/1.1\r\nHost: rota.example\r\n\n");
        all.put("bare CR in a header", "GET /hello HTTP/1.1\r\nHost: rota.example\r\nX-Other: a\rb\r\n\r\n");
        all.put("NUL in a header", "GET /hello HTTP/1.1\r\nHost: rota.example\r\nX-Other: a\0b\r\n\r\n");
        all.put("space before the colon", host + "Content-Length : 2\r\n\r\n{}");
        all.put("tab before the colon", host + "Content-Length\t: 2\r\n\r\n{}");
        all.put("header without a name", "GET /hello HTTP/1.1\r\nHost: rota.example\r\n: value\r\n\r\n");
        all.put("header without a colon", "GET /hello HTTP/1.1\r\nHost: rota.example\r\nX-Other\r\n\r\n");
        all.put("space in a header's name", "GET /hello HTTP/1.1\r\nHost: rota.example\r\nX Other: 1\r\n\r\n");
        all.put("space before the first header", "GET /hello HTTP/1.1\r\n Host: rota.example\r\n\r\n");
        all.put("control byte before the request line", "\u0001GET /hello HTTP/1.1\r\nHost: rota.example\r\n\r\n");
        all.put("control byte in the target", "GET /hel\u0001lo HTTP/1.1\r\nHost: rota.example\r\n\r\n");
        all.put("byte above ASCII in the target", "GET /hel\u00fflo HTTP/1.1\r\nHost: rota.example\r\n\r\n");
        all.put("fragment in the target", "GET /hello#there HTTP/1.1\r\nHost: rota.example\r\n\r\n");
        all.put("absolute target", "GET http://rota.example/hello HTTP/1.1\r\nHost: rota.example\r\n\r\n");
        all.put("no version", "GET /hello\r\nHost: rota.example\r\n\r\n");
        all.put("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        all.put("HTTP/1.2", "GET /hello HTTP/1.2\r\nHost: rota.example\r\n\r\n");
        all.put("no host", "GET /hello HTTP/1.1\r\n\r\n");
        all.put("two hosts", "GET /hello HTTP/1.1\r\nHost: rota.example\r\nHost: rota.example\r\n\r\n");
        var chunked = host + "Transfer-Encoding: chunked\r\n\r\n";
        all.put("chunk size that is no number", chunked + "two\r\n{}\r\n0\r\n\r\n");
        all.put("negative chunk size", chunked + "-2\r\n{}\r\n0\r\n\r\n");
        all.put("chunk size with 0x", chunked + "0x2\r\n{}\r\n0\r\n\r\n");
        all.put("chunk size with garbage", chunked + "2 2\r\n{}\r\n0\r\n\r\n");
        all.put("chunk size ends in bare LF", chunked + "2\n{}\r\n0\r\n\r\n");
        all.put("chunk longer than its size", chunked + "2\r\n{}}\r\n0\r\n\r\n");
        all.put("chunk ends in bare LF", chunked + "2\r\n{}\n0\r\n\r\n");
        all.put("empty chunk size", chunked + "\r\n{}\r\n0\r\n\r\n");
        all.put("chunk size beyond an int", chunked + "fffffffff\r\n{}\r\n0\r\n\r\n");
        return all;
    }

    @Test
    void a_well_formed_chunked_body_is_read_and_the_connection_goes_on() {
        try (var client = server.client()) {
            client.send(TestListener.post(
                    "/echo",
                    JSON + "Transfer-Encoding: chunked\r\n",
                    "2;ext=1\r\n{}\r\n3\r\n   \r\n0\r\nX-Trailer: 1\r\n\r\n"));
            assertThat(client.response().json().getInteger("bytes")).isEqualTo(5);
            client.send(TestListener.get("/hello"));
            assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @Test
    void a_header_folded_across_two_packets_is_refused() {
        try (var client = server.client()) {
            client.send("POST /echo HTTP/1.1\r\nHost: rota.example\r\nX-Folded: one\r\n");
            client.send(" two\r\n\r\n" + SMUGGLED);
            assertThat(client.response().status()).isEqualTo(400);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void an_indented_body_is_no_folded_header() {
        try (var client = server.client()) {
            var body = "{\r\n  \"a\": 1\r\n}";
            var request = TestListener.post("/echo", JSON + "Content-Length: " + body.length() + "\r\n", body);
            client.send(request + request);
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @Test
    void a_malformed_request_behind_good_ones_is_refused_after_their_answers() {
        try (var client = server.client()) {
            client.send(TestListener.get("/hello") + TestListener.get("/hello") + "GET /hello\r\n\r\n" + SMUGGLED);
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(client.response().status()).isEqualTo(400);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }
}
