package dev.rota.oauth.external;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Security A26 and A27: the metadata and the keys of an external issuer, over HTTP, in a time that is moved. */
final class ExternalIssuerTest {
    private final Vertx vertx = Vertx.vertx();
    private final MovableClock clock = new MovableClock();
    private final TestIssuer server = new TestIssuer();

    @AfterEach
    void stop() {
        server.close();
        await(vertx.close());
    }

    @TestFactory
    Stream<DynamicTest> a26_its_metadata_is_found_where_servers_publish_it() {
        var places = new LinkedHashMap<String, String>();
        places.put("/.well-known/oauth-authorization-server", "");
        places.put("/.well-known/openid-configuration", "");
        places.put("/.well-known/oauth-authorization-server/api/auth", "/api/auth");
        places.put("/.well-known/openid-configuration/api/auth", "/api/auth");
        places.put("/api/auth/.well-known/openid-configuration", "/api/auth");
        places.put("/api/auth/.well-known/oauth-authorization-server", "/api/auth");
        return places.entrySet().stream()
                .map(place -> DynamicTest.dynamicTest(place.getKey(), () -> {
                    try (var elsewhere = new TestIssuer()) {
                        elsewhere.withdraw(TestIssuer.METADATA);
                        var name = elsewhere.url() + place.getValue();
                        elsewhere.serve(place.getKey(), elsewhere.metadata(name));

                        var issuer = issuer(elsewhere.url(), null);

                        assertThat(search(issuer, "ec")).isNull();
                        assertThat(issuer.name()).hasValue(name);
                        assertThat(issuer.isNamed(name)).isTrue();
                        assertThat(issuer.isNamed(name + "/")).isFalse();
                    }
                }));
    }

    @Test
    void a26_an_issuer_with_a_path_and_one_with_a_slash_keep_their_names() {
        server.withdraw(TestIssuer.METADATA);
        server.serve("/realms/rota/.well-known/openid-configuration", server.metadata(server.url() + "/realms/rota"));
        var realm = issuer(server.url() + "/realms/rota", null);
        assertThat(search(realm, "rsa")).isNull();
        assertThat(realm.name()).hasValue(server.url() + "/realms/rota");

        server.serve(TestIssuer.METADATA, server.metadata(server.url() + "/"));
        for (var typed : List.of(server.url(), server.url() + "/")) {
            var slash = issuer(typed, null);
            assertThat(search(slash, "rsa")).isNull();
            assertThat(slash.isNamed(server.url() + "/")).isTrue();
            assertThat(slash.isNamed(server.url())).isFalse();
        }
    }

    @TestFactory
    Stream<DynamicTest> a26_metadata_of_another_issuer_is_not_believed() {
        var documents = new LinkedHashMap<String, JsonObject>();
        documents.put("another host", server.metadata("https://evil.example"));
        documents.put("another path", server.metadata(server.url() + "/other"));
        documents.put("no issuer", without(server.metadata(server.url()), "issuer"));
        documents.put("issuer a list", server.metadata(server.url()).put("issuer", new JsonArray().add(server.url())));
        documents.put("no keys", without(server.metadata(server.url()), "jwks_uri"));
        documents.put("keys without TLS", server.metadata(server.url()).put("jwks_uri", "http://keys.example/jwks"));
        documents.put("keys in a file", server.metadata(server.url()).put("jwks_uri", "file:///etc/passwd"));
        documents.put("keys at no URL", server.metadata(server.url()).put("jwks_uri", ":"));
        return documents.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    server.serve(TestIssuer.METADATA, one.getValue());
                    var issuer = issuer(server.url(), null);

                    assertThat(search(issuer, "ec")).isInstanceOf(Failure.Unavailable.class);
                    assertThat(issuer.name()).isEmpty();
                }));
    }

    @Test
    void a26_with_a_set_of_keys_configured_the_issuer_is_the_configured_one() {
        var issuer = issuer(server.url() + "/api/auth", server.url() + TestIssuer.KEYS);

        assertThat(search(issuer, "ed")).isNull();
        assertThat(server.asked(TestIssuer.METADATA)).isZero();
        assertThat(issuer.isNamed(server.url() + "/api/auth")).isTrue();
        assertThat(issuer.isNamed(server.url())).isFalse();
    }

    @TestFactory
    Stream<DynamicTest> a27_a_set_that_is_none_leaves_the_last_good_one() throws JOSEException {
        var sets = new LinkedHashMap<String, Handler<HttpServerRequest>>();
        sets.put("21 keys", body(TestIssuer.keys(keys(21)).encode()));
        sets.put("more than 64 KiB", body("{\"keys\":[],\"x\":\"" + "x".repeat(JsonFetch.MOST_BYTES) + "\"}"));
        sets.put("a redirect", request -> request.response()
                .putHeader("Location", server.url() + "/elsewhere")
                .setStatusCode(302)
                .end()
                .onFailure(gone -> {}));
        sets.put("status 500", request -> TestIssuer.end(request, 500, "{}"));
        sets.put("no JSON", body("<html>"));
        sets.put("a list", body("[]"));
        sets.put("nested deeply", body("[".repeat(20_000)));
        sets.put("no keys", body("{\"keys\":[]}"));
        sets.put("keys of another use and size", body(useless()));
        sets.put(
                "a connection that ends",
                request -> request.connection().close().onFailure(gone -> {}));
        sets.put(
                "a body that never ends",
                request -> request.response().setChunked(true).write("{").onFailure(gone -> {}));
        server.serve("/elsewhere", TestIssuer.keys(keys(1)));
        return sets.entrySet().stream()
                .map(set -> DynamicTest.dynamicTest(set.getKey(), () -> {
                    server.serve(TestIssuer.KEYS, TestIssuer.keys(server.ec()));
                    var issuer = issuer(server.url(), null);
                    assertThat(search(issuer, "ec")).isNull();

                    server.answer(TestIssuer.KEYS, set.getValue());
                    clock.pass(Duration.ofSeconds(31));

                    assertThat(search(issuer, "k0")).isInstanceOf(Failure.Unauthenticated.class);
                    assertThat(search(issuer, "ec")).isNull();
                    assertThat(server.asked("/elsewhere")).isZero();
                }));
    }

    @Test
    void a27_twenty_keys_are_taken_and_useless_ones_passed_over() throws JOSEException {
        server.serve(TestIssuer.KEYS, TestIssuer.keys(keys(20)));
        assertThat(search(issuer(server.url(), null), "k19")).isNull();

        var mixed = new JsonObject(useless());
        mixed.getJsonArray("keys").add(new JsonObject(server.ec().toPublicJWK().toJSONString()));
        server.serve(TestIssuer.KEYS, mixed);
        assertThat(search(issuer(server.url(), null), "ec")).isNull();
    }

    @Test
    void a27_a_flood_of_unknown_keys_costs_two_fetches_a_minute() {
        var issuer = issuer(server.url(), null);
        assertThat(search(issuer, "ec")).isNull();
        clock.pass(Duration.ofMinutes(4));
        var before = server.asked(TestIssuer.KEYS);

        for (var i = 0; i < 600; i++) {
            assertThat(search(issuer, "flood" + i)).isInstanceOf(Failure.Unauthenticated.class);
            clock.pass(Duration.ofMillis(99));
        }

        assertThat(server.asked(TestIssuer.KEYS) - before).isEqualTo(2);
    }

    @Test
    void a27_a_new_key_is_found_when_it_is_first_met() throws JOSEException {
        server.serve(TestIssuer.KEYS, TestIssuer.keys(server.ec()));
        var issuer = issuer(server.url(), null);
        assertThat(search(issuer, "ec")).isNull();
        server.serve(TestIssuer.KEYS, TestIssuer.keys(server.ec(), keys(1).get(0)));

        assertThat(search(issuer, "k0")).isInstanceOf(Failure.Unauthenticated.class);
        clock.pass(Duration.ofSeconds(31));
        assertThat(search(issuer, "k0")).isNull();
    }

    @Test
    void a27_a_key_that_is_withdrawn_stops_counting() {
        var issuer = issuer(server.url(), null);
        assertThat(search(issuer, "ec")).isNull();
        server.serve(TestIssuer.KEYS, TestIssuer.keys(server.rsa()));

        clock.pass(Duration.ofMinutes(6));
        issuer.settle();

        assertThat(search(issuer, "unknown")).isInstanceOf(Failure.Unauthenticated.class); // waits for that look
        assertThat(search(issuer, "ec")).isInstanceOf(Failure.Unauthenticated.class);
        assertThat(search(issuer, "rsa")).isNull();
    }

    @Test
    void a27_the_last_good_set_is_kept_for_a_day_and_no_longer() {
        var issuer = issuer(server.url(), null);
        assertThat(search(issuer, "ec")).isNull();
        server.withdraw(TestIssuer.KEYS);
        server.withdraw(TestIssuer.METADATA);

        clock.pass(Duration.ofHours(24).minusSeconds(1));
        issuer.settle();
        assertThat(search(issuer, "ec")).isNull();
        assertThat(search(issuer, "ec2")).isInstanceOf(Failure.Unauthenticated.class);

        clock.pass(Duration.ofSeconds(2));
        issuer.settle();
        assertThat(search(issuer, "ec")).isInstanceOf(Failure.Unavailable.class);
        assertThat(issuer.name()).hasValue(server.url());

        server.serve(TestIssuer.KEYS, TestIssuer.keys(server.ec()));
        server.serve(TestIssuer.METADATA, server.metadata(server.url()));
        clock.pass(Duration.ofSeconds(31));
        assertThat(search(issuer, "ec")).isNull();
    }

    private ExternalIssuer issuer(String configured, @Nullable String keys) {
        var url = URI.create(configured);
        var settings = new ExternalSettings(url, keys == null ? null : URI.create(keys), true);
        return new ExternalIssuer(vertx, vertx.createHttpClient(), settings, url, clock);
    }

    /** Null where the key is found, else why not. */
    private static @Nullable Failure search(ExternalIssuer issuer, String kid) {
        var algorithm =
                switch (kid) {
                    case "rsa" -> JWSAlgorithm.RS256;
                    case "ed" -> JWSAlgorithm.EdDSA;
                    default -> JWSAlgorithm.ES256;
                };
        try {
            assertThat(await(issuer.search(kid, algorithm)).id()).isEqualTo(kid);
            return null;
        } catch (FailureException e) {
            return e.failure();
        }
    }

    private static Handler<HttpServerRequest> body(String text) {
        return request -> TestIssuer.end(request, 200, text);
    }

    private static List<JWK> keys(int number) throws JOSEException {
        var keys = new ArrayList<JWK>();
        for (var i = 0; i < number; i++) {
            keys.add(new ECKeyGenerator(Curve.P_256).keyID("k" + i).generate());
        }
        return keys;
    }

    /** For encryption, on another curve, too short, secret, of an unknown type, or without an id. */
    private static String useless() throws JOSEException {
        var all = new JsonArray();
        for (var key : List.of(
                new ECKeyGenerator(Curve.P_256)
                        .keyID("a")
                        .keyUse(KeyUse.ENCRYPTION)
                        .generate(),
                new ECKeyGenerator(Curve.P_384).keyID("b").generate(),
                new RSAKeyGenerator(1024, true).keyID("c").generate(),
                new ECKeyGenerator(Curve.P_256)
                        .keyID("d")
                        .algorithm(JWSAlgorithm.ES512)
                        .generate(),
                new OctetSequenceKeyGenerator(256).keyID("e").generate(),
                new ECKeyGenerator(Curve.P_256).generate())) {
            all.add(new JsonObject(key.toJSONString()));
        }
        return new JsonObject()
                .put("keys", all.add(new JsonObject().put("kty", "PQC").put("kid", "f")))
                .encode();
    }

    private static JsonObject without(JsonObject object, String name) {
        object.remove(name);
        return object;
    }
}
