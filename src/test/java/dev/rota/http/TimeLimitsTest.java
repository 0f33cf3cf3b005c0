package dev.rota.http;

import static dev.rota.http.TestListener.get;
import static dev.rota.http.TestListener.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Security I3 and section 9, times: each with a limit so small that the test need not wait. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TimeLimitsTest {
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final TimeLimits PATIENT = new TimeLimits(LONG, LONG, 0, LONG, LONG, Duration.ZERO, Duration.ZERO);

    private final TestListener slowHeader =
            with(new TimeLimits(SHORT, LONG, 0, LONG, LONG, Duration.ZERO, Duration.ZERO));
    private final TestListener slowBody =
            with(new TimeLimits(LONG, SHORT, 0, LONG, LONG, Duration.ZERO, Duration.ZERO));
    private final TestListener slowCall =
            with(new TimeLimits(LONG, LONG, 0, SHORT, LONG, Duration.ZERO, Duration.ZERO));
    private final TestListener shortIdle =
            with(new TimeLimits(LONG, LONG, 0, LONG, SHORT, Duration.ZERO, Duration.ZERO));

    @AfterAll
    void stop() {
        slowHeader.close();
        slowBody.close();
        slowCall.close();
        shortIdle.close();
    }

    private static TestListener with(TimeLimits time) {
        return new TestListener(TestListener.settings(MessageLimits.DEFAULTS, time, ConnectionLimits.DEFAULTS));
    }

    @Test
    void a_connection_that_says_nothing_is_closed_after_the_header_time() {
        try (var client = slowHeader.client()) {
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void a_header_that_never_ends_is_408_however_many_bytes_arrive() {
        try (var client = slowHeader.client()) {
            client.send("GET /hello HTTP/1.1\r\nHost: rota.example\r\nX-Slow: ").dripUntilAnswered("x");
            assertTimeout(client);
        }
    }

    @Test
    void headers_that_keep_coming_line_by_line_are_408() {
        try (var client = slowHeader.client()) {
            client.send("GET /hello HTTP/1.1\r\nHost: rota.example\r\n").dripUntilAnswered("X: 1\r\n");
            assertTimeout(client);
        }
    }

    @Test
    void the_header_time_counts_again_from_the_first_byte_of_the_next_request() {
        try (var client = slowHeader.client()) {
            client.send(get("/hello"));
            assertThat(client.response().status()).isEqualTo(200);
            client.send("G").dripUntilAnswered("E");
            assertTimeout(client);
        }
    }

    @Test
    void half_a_request_behind_a_whole_one_is_408_too() {
        try (var client = slowHeader.client()) {
            client.send(get("/held") + "GET /hello HTTP/1.1\r\n");
            TestListener.release(slowHeader.held());
            assertThat(client.response().status()).isEqualTo(200);
            assertTimeout(client);
        }
    }

    @Test
    void a_call_in_flight_is_not_cut_off_by_the_header_time() {
        try (var client = slowHeader.client();
                var other = slowHeader.client()) {
            client.send(get("/held"));
            var held = slowHeader.held();
            assertThat(other.isClosedByServer()).isTrue(); // later than the header time
            TestListener.release(held);
            assertThat(client.response().body()).isEqualTo("done");
        }
    }

    private static void assertTimeout(RawClient client) {
        var response = client.response();
        assertThat(response.status()).isEqualTo(408);
        assertThat(response.json().getString("code")).isEqualTo("request_timeout");
        assertThat(response.header("Connection")).isEqualTo("close");
        assertThat(client.isClosedByServer()).isTrue();
    }

    @Test
    void an_idle_connection_is_closed() {
        try (var client = shortIdle.client()) {
            client.send(get("/hello"));
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void a_body_that_never_ends_is_408() {
        try (var client = slowBody.client()) {
            client.send(post("/echo", JSON + "Content-Length: 100000\r\n", "{")).dripUntilAnswered(" ");
            assertTimeout(client);
        }
    }

    @Test
    void a_chunked_body_that_never_ends_is_408() {
        try (var client = slowBody.client()) {
            client.send(post("/echo", JSON + "Transfer-Encoding: chunked\r\n", "1\r\n{\r\n"))
                    .dripUntilAnswered("1\r\n \r\n");
            assertTimeout(client);
        }
    }

    @Test
    void a_body_slower_than_the_least_rate_is_408() {
        var rate = new TimeLimits(LONG, LONG, 1_000_000, LONG, LONG, Duration.ZERO, Duration.ZERO);
        try (var server = with(rate);
                var client = server.client()) {
            client.send(post("/echo", JSON + "Content-Length: 1000000\r\n", "{"))
                    .dripUntilAnswered(" ");
            assertTimeout(client);
        }
    }

    @Test
    void a_body_nobody_reads_does_not_hold_the_connection() {
        try (var client = slowBody.client()) {
            client.send(post("/unread", JSON + "Content-Length: 100000\r\n", "{"));
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void a_body_nobody_reads_is_passed_over_when_it_is_short() {
        try (var client = slowBody.client()) {
            client.send(post("/unread", JSON + "Content-Length: 2\r\n", "{}") + get("/hello"));
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(client.response().json().getString("hello")).isEqualTo("world");
        }
    }

    @Test
    void a_body_nobody_reads_ends_the_connection_when_it_is_long() {
        try (var client = slowCall.client()) {
            client.send(post("/unread", JSON + "Content-Length: 500000000\r\n", "{"));
            assertThat(client.response().status()).isEqualTo(200);
            client.sendUntilRefused(new byte[4_000_000]);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void a_call_that_takes_too_long_is_503_with_retry_after() {
        try (var client = slowCall.client()) {
            client.send(get("/held"));
            assertThat(slowCall.held().request().path()).isEqualTo("/held");
            var response = client.response();
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.json().getString("code")).isEqualTo("outcome_unknown");
            assertThat(Integer.parseInt(response.header("Retry-After"))).isBetween(1, 5);
            client.send(get("/hello"));
            assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @Test
    void a_call_that_has_begun_to_answer_is_cut_off() {
        try (var client = slowCall.client()) {
            client.send(get("/held"));
            var held = slowCall.held();
            held.vertx()
                    .runOnContext(run ->
                            held.response().setChunked(true).write("half").onFailure(Losses::ignore));
            assertThat(client.untilClosed()).contains("half").doesNotContain("0\r\n\r\n");
        }
    }

    @Test
    void a_route_with_a_limit_of_its_own_has_that_one() {
        try (var client = slowCall.client();
                var other = slowCall.client()) {
            client.send(get("/held"));
            var held = slowCall.held();
            held.vertx().runOnContext(run -> CallTime.allow(held, LONG));
            other.send(get("/held"));
            assertThat(slowCall.held().request().path()).isEqualTo("/held");
            assertThat(other.response().status()).isEqualTo(503);
            TestListener.release(held);
            assertThat(client.response().body()).isEqualTo("done");
        }
    }

    @Test
    void stopping_lets_calls_in_flight_finish_and_closes_their_connections() {
        var draining = TestListener.settings(
                MessageLimits.DEFAULTS,
                new TimeLimits(LONG, LONG, 0, LONG, LONG, Duration.ZERO, LONG),
                ConnectionLimits.DEFAULTS);
        try (var server = new TestListener(draining, "127.0.0.1", TestListener.PUBLIC_URL, 1);
                var client = server.client();
                var idle = server.client()) {
            idle.send(get("/hello"));
            assertThat(idle.response().status()).isEqualTo(200);
            client.send(get("/held"));
            var held = server.held();
            var stopped = server.listener().stop(server.vertx());
            assertThat(firstRefusal(idle).json().getString("code")).isEqualTo("draining");
            assertThat(idle.isClosedByServer()).isTrue();
            assertThat(stopped.isComplete()).isFalse();
            TestListener.release(held);
            var last = client.response();
            assertThat(last.body()).isEqualTo("done");
            assertThat(last.header("Connection")).isEqualTo("close");
            Await.of(stopped);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    /** The loop gets to its stop() in its own time; until then, calls succeed. */
    private static RawClient.Response firstRefusal(RawClient client) {
        RawClient.Response response;
        do {
            response = client.send(get("/hello")).response();
        } while (response.status() == 200 && response.header("Connection").isEmpty());
        return response;
    }

    @Test
    void stopping_does_not_wait_longer_than_its_drain_time() {
        var draining = new TimeLimits(LONG, LONG, 0, LONG, LONG, Duration.ZERO, SHORT);
        try (var server = with(draining);
                var client = server.client()) {
            client.send(get("/held"));
            assertThat(server.held().response().ended()).isFalse();
            Await.of(server.listener().stop(server.vertx()));
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void while_a_stopping_server_still_accepts_its_answers_close_their_connections() {
        var draining = new TimeLimits(LONG, LONG, 0, LONG, LONG, Duration.ofMillis(300), Duration.ZERO);
        try (var server = with(draining);
                var client = server.client()) {
            Future<Void> stopped = server.listener().stop(server.vertx());
            RawClient.Response response;
            do {
                response = client.send(get("/hello")).response();
            } while (response.header("Connection").isEmpty()); // until the loop has got to its stop()
            assertThat(response.status()).isEqualTo(200);
            assertThat(client.isClosedByServer()).isTrue();
            Await.of(stopped);
        }
    }

    @Test
    void patience_is_not_what_makes_these_pass() {
        try (var server = with(PATIENT);
                var client = server.client()) {
            client.send("GET /hello HTTP/1.1\r\n");
            try (var other = slowHeader.client()) {
                assertThat(other.isClosedByServer()).isTrue();
            }
            client.send("Host: rota.example\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(200);
        }
    }
}
