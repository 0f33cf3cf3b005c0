package dev.rota.egress;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.egress.EgressException.Reason;
import dev.rota.egress.TestSite.Canary;
import dev.rota.settings.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** W4, W5: the guarded way out, against a real server with a certificate of a private authority. */
class EgressTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final TestAuthority AUTHORITY = TestAuthority.of("app.example");
    private static final TestSite SITE = new TestSite(AUTHORITY);
    private static final Canary CANARY = new Canary();
    private static final URI PUBLIC_URL = URI.create("https://rota.example");
    private static final EgressLimits LIMITS = new EgressLimits(Duration.ofSeconds(5), 1_000);
    private static final EgressSettings ALLOWED = AUTHORITY.settings("127.0.0.0/8");

    @AfterAll
    static void close() {
        SITE.close();
        CANARY.close();
        await(VERTX.close());
    }

    @Test
    void w4_an_allowed_address_is_reached_under_its_name() {
        var seen = new AtomicReference<String>("");
        SITE.page("/a?b=c", request -> {
            seen.set(request.authority() + " " + request.headers().names());
            request.response().putHeader("X-Own", "1").end("hello");
        });

        var fetched =
                await(get(ALLOWED, host -> addresses("127.0.0.1"), "https://app.example:" + SITE.port() + "/a?b=c"));

        assertThat(fetched.status()).isEqualTo(200);
        assertThat(fetched.headers().get("x-own")).isEqualTo("1");
        assertThat(fetched.body().toString()).isEqualTo("hello");
        assertThat(String.valueOf(seen.get()).toLowerCase(Locale.ROOT))
                .startsWith("app.example:" + SITE.port())
                .doesNotContain("accept-encoding", "cookie", "authorization");
    }

    @Test
    void w4_the_certificate_is_the_names_and_the_authority_is_known() {
        SITE.page("/trusted", request -> request.response().end());
        var strangers = new EgressSettings(ALLOWED.allow(), List.of(), null);

        reason(
                Reason.UNREACHABLE,
                get(ALLOWED, host -> addresses("127.0.0.1"), "https://other.example:" + SITE.port() + "/trusted"));
        reason(Reason.UNREACHABLE, get(strangers, Names.of(VERTX), SITE.url("/trusted")));
    }

    @Test
    void w4_a_name_is_resolved_once_and_only_that_address_is_reached() {
        var asked = new AtomicInteger();
        // The site is at what any later look-up would find; nobody is at what the first one found.
        Names rebinding = host -> addresses(asked.incrementAndGet() == 1 ? "127.0.0.2" : "127.0.0.1");

        try (var own = new TestSite(AUTHORITY)) { // to which nobody is on the way whom another test has given up
            reason(Reason.UNREACHABLE, get(ALLOWED, rebinding, "https://app.example:" + own.port() + "/pinned"));
            assertThat(asked).hasValue(1);
            assertThat(own.connections()).isZero();
        }
    }

    @Test
    void w4_the_next_address_is_tried_when_nobody_is_at_the_first() {
        SITE.page("/next", request -> request.response().end());

        var fetched = await(get(
                ALLOWED, host -> addresses("127.0.0.2", "127.0.0.1"), "https://app.example:" + SITE.port() + "/next"));

        assertThat(fetched.status()).isEqualTo(200);
    }

    @Test
    void w4_a_name_that_turns_private_later_is_refused_then() {
        SITE.page("/rebound", request -> request.response().end());
        var asked = new AtomicInteger();
        Names rebinding = host -> addresses(asked.incrementAndGet() == 1 ? "127.0.0.1" : "127.0.0.2");
        var egress = new Egress(VERTX, AUTHORITY.settings("127.0.0.1"), PUBLIC_URL, rebinding);
        var uri = URI.create("https://app.example:" + SITE.port() + "/rebound");

        assertThat(await(egress.get(uri, "*/*", LIMITS)).status()).isEqualTo(200);
        reason(Reason.NOT_ALLOWED, egress.get(uri, "*/*", LIMITS));
    }

    @Test
    void w4_loopback_is_not_reached_by_any_name() {
        var before = CANARY.touched();
        var addresses = List.of("127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "0.0.0.0");
        for (var address : addresses) {
            reason(Reason.NOT_ALLOWED, get(EgressSettings.DEFAULT, host -> addresses(address), canary("app.example")));
            reason(
                    Reason.NOT_ALLOWED,
                    get(EgressSettings.DEFAULT, host -> addresses("8.8.8.8", address), canary("app.example")));
        }
        for (var host : List.of(
                "localhost",
                "127.0.0.1",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "[::127.0.0.1]",
                "[::7f00:1]",
                "0.0.0.0",
                "127.0.0.1.")) {
            reason(Reason.NOT_ALLOWED, get(EgressSettings.DEFAULT, Names.of(VERTX), canary(host)));
        }
        assertThat(CANARY.touched()).isEqualTo(before);
    }

    @Test
    void w5_only_https_is_spoken() {
        for (var url : List.of("http://localhost:" + CANARY.port() + "/", "ftp://localhost/", "https:/x", "x")) {
            reason(Reason.NOT_ALLOWED, get(ALLOWED, Names.of(VERTX), url));
        }
    }

    @Test
    void w5_a_redirect_is_not_followed() {
        var before = CANARY.touched();
        SITE.page("/redirect", request -> request.response()
                .setStatusCode(302)
                .putHeader("Location", "https://127.0.0.1:" + CANARY.port() + "/")
                .end("moved"));

        var fetched = await(get(ALLOWED, Names.of(VERTX), SITE.url("/redirect")));

        assertThat(fetched.status()).isEqualTo(302);
        assertThat(fetched.body().length()).isZero();
        assertThat(CANARY.touched()).isEqualTo(before);
    }

    @Test
    void w5_a_body_ends_at_its_limit() {
        SITE.page("/full", request -> request.response().end(Buffer.buffer(new byte[1_000])));
        SITE.page("/longer", request -> request.response().end(Buffer.buffer(new byte[1_001])));
        SITE.page("/endless", request -> {
            request.response().setChunked(true);
            more(request.response());
        });

        assertThat(await(get(ALLOWED, Names.of(VERTX), SITE.url("/full")))
                        .body()
                        .length())
                .isEqualTo(1_000);
        reason(Reason.TOO_LARGE, get(ALLOWED, Names.of(VERTX), SITE.url("/longer")));
        reason(Reason.TOO_LARGE, get(ALLOWED, Names.of(VERTX), SITE.url("/endless")));
    }

    private static void more(HttpServerResponse response) {
        response.write(Buffer.buffer(new byte[100])).onSuccess(written -> more(response));
    }

    @Test
    void w5_a_compressed_answer_is_refused() {
        SITE.page("/gzip", request -> request.response()
                .putHeader("Content-Encoding", "gzip")
                .end("x"));

        reason(Reason.ENCODED, get(ALLOWED, Names.of(VERTX), SITE.url("/gzip")));
    }

    @Test
    void w5_the_deadline_is_for_everything() {
        SITE.page("/silent", request -> {});
        SITE.page("/trickle", request -> {
            request.response().setChunked(true);
            VERTX.setPeriodic(20, id -> request.response().write("x").onFailure(gone -> VERTX.cancelTimer(id)));
        });
        var soon = new EgressLimits(Duration.ofMillis(300), 100_000);
        var egress = new Egress(VERTX, ALLOWED, PUBLIC_URL);
        var unresolved = new Egress(VERTX, ALLOWED, PUBLIC_URL, host -> Promise.<List<InetAddress>>promise()
                .future());

        reason(Reason.TIMED_OUT, egress.get(URI.create(SITE.url("/silent")), "*/*", soon));
        reason(Reason.TIMED_OUT, egress.get(URI.create(SITE.url("/trickle")), "*/*", soon));
        reason(Reason.TIMED_OUT, unresolved.get(URI.create(SITE.url("/full")), "*/*", soon));
    }

    @Test
    void w5_nothing_is_left_open_however_it_ended() {
        var soon = new EgressLimits(Duration.ofSeconds(1), 10); // within which each request must have arrived
        for (var answer : List.<Handler<HttpServerRequest>>of(
                request -> request.response().end("whole"),
                request -> request.response().end("far too long for that limit"),
                request -> request.response().setStatusCode(302).end(),
                request ->
                        request.response().putHeader("Content-Encoding", "br").end("x"),
                request ->
                        request.response().setChunked(true).write("never whole").onFailure(gone -> {}),
                request -> {})) {
            Promise<Void> closed = Promise.promise();
            SITE.page("/leak", request -> {
                request.connection().closeHandler(closed::complete);
                answer.handle(request);
            });

            await(new Egress(VERTX, ALLOWED, PUBLIC_URL)
                    .get(URI.create(SITE.url("/leak")), "*/*", soon)
                    .otherwiseEmpty());
            await(closed.future());
        }
    }

    @Test
    void w5_nobody_home_is_unreachable() throws IOException {
        var free = FreePorts.choose();
        reason(Reason.UNREACHABLE, get(ALLOWED, Names.of(VERTX), "https://localhost:" + free + "/"));
        reason(
                Reason.UNREACHABLE,
                get(ALLOWED, host -> Future.failedFuture(new UnknownHostException(host)), "https://no.example/"));
    }

    @Test
    void w5_connections_are_not_kept_and_not_shared() {
        var egress = new Egress(VERTX, ALLOWED, PUBLIC_URL);

        try (var own = new TestSite(AUTHORITY)) {
            own.page("/once", request -> request.response().end());
            for (var i = 0; i < 3; i++) {
                assertThat(await(egress.get(URI.create(own.url("/once")), "*/*", LIMITS))
                                .status())
                        .isEqualTo(200);
            }
            assertThat(own.connections()).isEqualTo(3);
        }
    }

    @Test
    void w5_only_so_many_are_under_way() {
        var waiting = new ArrayList<Promise<List<InetAddress>>>();
        var egress = new Egress(VERTX, ALLOWED, PUBLIC_URL, host -> {
            Promise<List<InetAddress>> asked = Promise.promise();
            synchronized (waiting) {
                waiting.add(asked);
            }
            return asked.future();
        });
        var soon = new EgressLimits(Duration.ofMillis(400), 1_000);
        var runs = Stream.generate(() -> egress.get(URI.create("https://app.example/"), "*/*", soon))
                .limit(Egress.MOST)
                .toList();

        reason(Reason.BUSY, egress.get(URI.create("https://app.example/"), "*/*", soon));
        await(Future.join(runs).otherwiseEmpty());
        reason(Reason.TIMED_OUT, egress.get(URI.create("https://app.example/"), "*/*", soon));
    }

    private static String canary(String host) {
        return "https://" + host + ":" + CANARY.port() + "/x";
    }

    private static Future<Fetched> get(EgressSettings settings, Names names, String url) {
        return new Egress(VERTX, settings, PUBLIC_URL, names).get(URI.create(url), "*/*", LIMITS);
    }

    private static void reason(Reason reason, Future<Fetched> fetched) {
        assertThatThrownBy(() -> await(fetched))
                .isInstanceOfSatisfying(EgressException.class, refused -> assertThat(refused.reason())
                        .as(refused.getMessage())
                        .isEqualTo(reason));
    }

    private static Future<List<InetAddress>> addresses(String... literals) {
        try {
            var found = new ArrayList<InetAddress>();
            for (var literal : literals) {
                found.add(InetAddress.getByName(literal));
            }
            return Future.succeededFuture(found);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
