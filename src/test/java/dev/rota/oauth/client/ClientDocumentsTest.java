package dev.rota.oauth.client;

import static dev.rota.TestDatabase.await;
import static dev.rota.oauth.client.TestDocuments.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.egress.TestSite.Canary;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.oauth.OAuthException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A20: metadata documents are fetched sparingly, bounded in every way, and only for who may ask. */
class ClientDocumentsTest {
    private static final TestDocuments TEST = new TestDocuments();
    private static final Canary CANARY = new Canary();
    private static final AtomicInteger HOSTS = new AtomicInteger();
    private final ClientDocuments documents = TEST.reader();

    @AfterAll
    static void close() {
        assertThat(CANARY.strangers()).isZero();
        CANARY.close();
        TEST.close();
    }

    @Test
    void a20_a_published_document_is_a_client() {
        var url = TEST.published();

        var client = await(documents.find(url, 1));

        assertThat(client.id()).isEqualTo(url);
        assertThat(client.kind()).isEqualTo(Client.Kind.METADATA);
        assertThat(client.name()).isEqualTo("An Editor");
        assertThat(client.authentication()).isEqualTo(AuthenticationMethod.NONE);
        assertThat(client.redirectsTo("http://localhost:49152/callback")).isTrue();
        assertThat(client.redirectsTo("http://localhost:49152/other")).isFalse();
        assertThat(documents.cached(url)).contains(client);
    }

    @Test
    void a20_a_client_that_is_not_stored_can_be_used_without_harm() {
        var client = await(documents.find(TEST.published(), 1));

        await(TEST.database.inIdentity(tx -> {
            TEST.clients.used(tx, client);
            return Future.succeededFuture();
        }));

        assertThat(TEST.copy.ask("SELECT client_id FROM rota.oauth_client")).isEmpty();
    }

    /** An answer that is no document, and a part of what is said about it. */
    private static DynamicTest answer(String name, String said, Handler<HttpServerRequest> answer) {
        return DynamicTest.dynamicTest(name, () -> {
            var path = TEST.path();
            TEST.site.page(path, answer);
            assertThat(refused(TEST.reader().find(TEST.site.url(path), 1))).contains(said);
        });
    }

    @TestFactory
    Stream<DynamicTest> a20_an_answer_that_is_no_document_is_refused() {
        return Stream.of(
                answer("not found", "status 404", request -> end(request, 404)),
                answer("forbidden", "status 403", request -> end(request, 403)),
                answer("a fault", "status 500", request -> end(request, 500)),
                answer("nothing", "status 204", request -> end(request, 204)),
                answer("moved", "redirects are not followed", request -> moved(request, 301)),
                answer("found", "redirects are not followed", request -> moved(request, 302)),
                answer("see other", "redirects are not followed", request -> moved(request, 303)),
                answer("temporarily", "redirects are not followed", request -> moved(request, 307)),
                answer("permanently", "redirects are not followed", request -> moved(request, 308)),
                answer("a page", "Content-Type", request -> typed(request, "text/html")),
                answer("text", "Content-Type", request -> typed(request, "text/plain")),
                answer("nearly json", "Content-Type", request -> typed(request, "application/jsonp")),
                answer("no type", "Content-Type", request -> typed(request, null)),
                answer("compressed", "compressed", ClientDocumentsTest::gzip),
                answer("too long", "longer than 5120 bytes", request -> end(request, " ".repeat(5_121))),
                answer("no JSON", "not one JSON object", request -> end(request, "client_id=x")),
                answer("a list", "not one JSON object", request -> end(request, "[]")),
                answer("a name twice", "not one JSON object", request -> end(request, "{\"a\":1,\"a\":1}")),
                answer("half of it", "public addresses", request -> {
                    request.response().putHeader("Content-Length", "100").putHeader("Content-Type", "application/json");
                    request.response().write("{").onComplete(sent -> request.connection()
                            .close());
                }));
    }

    @Test
    void a20_a_slow_document_is_given_five_seconds() {
        var path = TEST.path();
        TEST.site.page(path, request -> {
            request.response().setChunked(true).putHeader("Content-Type", "application/json");
            TEST.vertx.setPeriodic(
                    100, id -> request.response().write(" ").onFailure(gone -> TEST.vertx.cancelTimer(id)));
        });
        var begun = System.nanoTime();

        assertThat(refused(documents.find(TEST.site.url(path), 1))).contains("within 5 seconds");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(8));
    }

    @Test
    void a20_a_document_may_have_5_kib_and_a_type_of_its_own() {
        var url = TEST.url();
        var text = document(url).encode();
        TEST.publish(
                url, text + " ".repeat(5_120 - text.length()), "Content-Type", "application/cimd+json; charset=utf-8");

        assertThat(await(documents.find(url, 1)).id()).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "- | 300",
                "max-age=0 | 300",
                "max-age=299 | 300",
                "max-age=301 | 301",
                "public, max-age=3600 | 3600",
                "Max-Age=3600,public | 3600",
                "max-age=\"3600\" | 3600",
                "max-age=86400 | 86400",
                "max-age=86401 | 86400",
                "max-age=99999999999999999999 | 86400",
                "no-store | 300",
                "no-cache, max-age=3600 | 300",
                "s-maxage=3600 | 300",
                "max-age=-1 | 300",
                "max-age=x | 300"
            })
    void a20_a_document_is_kept_between_5_minutes_and_24_hours(@Nullable String said, long seconds) {
        assertThat(DocumentFetch.fresh(said)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void a20_a_kept_document_is_not_fetched_again() {
        var url = TEST.url();
        TEST.publish(url, document(url).encode(), "Cache-Control", "max-age=3600");
        var before = TEST.site.requests();

        for (var i = 0; i < 50; i++) { // more than one user could have fetched
            assertThat(await(documents.find(url, 1)).id()).isEqualTo(url);
        }
        TEST.pass(Duration.ofSeconds(3_599));
        assertThat(await(documents.find(url, 1)).id()).isEqualTo(url);
        assertThat(TEST.site.requests() - before).isEqualTo(1);

        TEST.publish(url, document(url).put("client_name", "Renamed").encode());
        TEST.pass(Duration.ofSeconds(2));
        assertThat(documents.cached(url)).isEmpty();
        assertThat(await(documents.find(url, 1)).name()).isEqualTo("Renamed");
        assertThat(TEST.site.requests() - before).isEqualTo(2);
    }

    @Test
    void a20_a_failure_is_kept_for_at_most_60_seconds() {
        var url = TEST.url();
        var before = TEST.site.requests();

        assertThat(refused(documents.find(url, 1))).contains("404");
        assertThat(refused(documents.find(url, 1))).contains("404");
        assertThat(TEST.site.requests() - before).isEqualTo(1);

        TEST.publish(url, document(url).encode());
        TEST.pass(Duration.ofSeconds(60));
        assertThat(await(documents.find(url, 1)).id()).isEqualTo(url);
    }

    @Test
    void a20_those_who_ask_together_share_a_fetch() {
        var url = TEST.url();
        var before = TEST.site.requests();
        TEST.site.page(
                url.substring(TEST.site.url("").length()),
                request -> TEST.vertx.setTimer(
                        200, id -> end(request, document(url).encode())));

        var all =
                IntStream.range(0, 50).mapToObj(i -> documents.find(url, i % 2)).toList();

        await(Future.all(all));
        assertThat(TEST.site.requests() - before).isEqualTo(1);
    }

    @Test
    void a20_a_user_has_20_fetches_a_minute() {
        assertThat(granted(i -> documents.find(unpublished(), 1))).isBetween(20, 24);
        assertThat(refused(documents.find(unpublished(), 2))).contains("could not be fetched");
    }

    @Test
    void o8_a_host_is_asked_60_times_a_minute() {
        assertThat(granted(i -> documents.find("https://one.example/" + i, i))).isBetween(60, 72);
        assertThat(refused(documents.find("https://another.example/1", 1))).contains("could not be fetched");
    }

    @Test
    void a20_a_node_makes_200_fetches_a_minute() {
        assertThat(granted(i -> documents.find(unpublished(), i))).isBetween(200, 240);
    }

    /** A host that is not there, at which nobody has asked before. */
    private static String unpublished() {
        return "https://host" + HOSTS.incrementAndGet() + ".example/c";
    }

    /** How many of such calls go through before one is told to come back later; some come back by the passing of time. */
    private static int granted(IntFunction<Future<Client>> calls) {
        for (var i = 0; i < 1_000; i++) {
            var call = calls.apply(i);
            try {
                throw new AssertionError("found " + await(call));
            } catch (OAuthException notThere) {
                assertThat(notThere).hasMessageContaining("could not be fetched");
            } catch (FailureException limited) {
                assertThat(limited.failure()).isInstanceOf(Failure.RateLimited.class);
                return i;
            }
        }
        throw new AssertionError("nothing was ever limited");
    }

    @Test
    void a20_nothing_is_fetched_for_who_comes_without_having_been_granted_anything() {
        var url = TEST.published();
        var before = TEST.site.requests();

        assertThat(await(documents.findGranted(url))).isEmpty();
        assertThat(await(documents.findGranted("https://" + "x".repeat(4_000)))).isEmpty();
        assertThat(TEST.site.requests()).isEqualTo(before);
    }

    @Test
    void a20_the_document_of_a_granted_client_is_fetched_when_it_is_no_longer_in_memory() {
        var url = TEST.published();
        TEST.grant(url);

        assertThat(await(documents.findGranted(url)).map(Client::id)).contains(url);
        TEST.copy.execute("UPDATE rota.oauth_grant SET revoked_at = now() WHERE client_id = '" + url + "'");
        assertThat(await(TEST.reader().findGranted(url)).map(Client::id)).contains(url);
    }

    @Test
    void a20_a_site_that_is_away_ends_nothing_and_a_document_that_is_gone_does() {
        var path = TEST.path();
        var url = TEST.site.url(path);
        TEST.grant(url);

        TEST.site.page(path, request -> end(request, 503));
        assertThatThrownBy(() -> await(documents.findGranted(url)))
                .isInstanceOfSatisfying(FailureException.class, away -> assertThat(away.failure())
                        .isInstanceOf(Failure.Unavailable.class));

        TEST.site.page(path, request -> end(request, 410));
        assertThat(await(TEST.reader().findGranted(url))).isEmpty();
    }

    /** What the client's developer is told. */
    static String refused(Future<Client> found) {
        var told = new String[1];
        assertThatThrownBy(() -> await(found)).isInstanceOfSatisfying(OAuthException.class, refused -> {
            assertThat(refused.error().getCode()).isEqualTo("invalid_client");
            assertThat(refused.error().getHTTPStatusCode()).isEqualTo(400);
            told[0] = refused.error().getDescription();
        });
        return told[0];
    }

    private static void end(HttpServerRequest request, int status) {
        request.response().setStatusCode(status).end();
    }

    private static void end(HttpServerRequest request, String body) {
        request.response().putHeader("Content-Type", "application/json").end(body);
    }

    private static void moved(HttpServerRequest request, int status) {
        request.response()
                .putHeader("Location", "https://127.0.0.1:" + CANARY.port() + "/")
                .setStatusCode(status)
                .end();
    }

    private static void typed(HttpServerRequest request, @Nullable String type) {
        if (type != null) {
            request.response().putHeader("Content-Type", type);
        }
        request.response().end(document(request.absoluteURI()).encode());
    }

    private static void gzip(HttpServerRequest request) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(document(request.absoluteURI()).encode().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        request.response().headers().setAll(Map.of("Content-Type", "application/json", "Content-Encoding", "gzip"));
        request.response().end(Buffer.buffer(bytes.toByteArray()));
    }
}
