package dev.rota.oauth.client;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.rota.TestOrganization;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.OAuthException;
import dev.rota.oauth.key.SignaturePool;
import dev.rota.token.OpaqueToken;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A18, A27: clients that publish who they are authenticate at the token endpoint as their documents say. */
class PublishedClientsTest {
    private static final TestDocuments TEST = new TestDocuments();
    private static final Issuer ISSUER = new Issuer(URI.create("https://rota.example"));
    /** Later than the database's, which forgets assertions that have expired by its own clock. */
    private static final Instant NOW = Instant.parse("2100-01-01T00:00:00Z");

    private static final ECKey KEY = key("one");
    private static final ECKey NEXT = key("two");
    private final ClientAuthentication authentication = authentication();
    private final String url = TEST.url();
    private final String keysAt = TEST.url();

    @AfterAll
    static void close() {
        TEST.close();
    }

    @Test
    void a18_a_client_without_keys_says_its_url_alone() {
        publish(TestDocuments.document(url));

        assertThat(await(authentication.authenticate(null, Map.of("client_id", List.of(url))))
                        .id())
                .isEqualTo(url);
        refused(authentication.authenticate(
                null,
                Map.of(
                        "client_id",
                        List.of(url),
                        "client_secret",
                        List.of(OpaqueToken.random(OpaqueToken.Kind.SECRET).reveal()))));
        refused(assertion(KEY));
    }

    @Test
    void a18_a_client_with_keys_signs_each_time() {
        publish(signing().put("jwks", new JsonObject(new JWKSet(KEY.toPublicJWK()).toJSONObject())));
        var once = form(signed(KEY));

        refused(authentication.authenticate(null, Map.of("client_id", List.of(url))));
        assertThat(await(authentication.authenticate(null, once)).id()).isEqualTo(url);
        refused(authentication.authenticate(null, once));
        refused(assertion(NEXT));
    }

    @Test
    void a20_a_client_to_whom_nothing_was_granted_is_not_looked_for() {
        TEST.publish(url, TestDocuments.document(url).encode());
        var before = TEST.site.requests();

        refused(authentication.authenticate(null, Map.of("client_id", List.of(url))));
        refused(assertion(KEY));
        assertThat(TEST.site.requests()).isEqualTo(before);
    }

    @Test
    void a20_a_client_is_looked_for_also_when_what_was_granted_is_over() {
        publish(TestDocuments.document(url));
        TEST.copy.execute("UPDATE rota.oauth_grant SET revoked_at = now() WHERE client_id = '" + url + "'");

        assertThat(await(authentication.authenticate(null, Map.of("client_id", List.of(url))))
                        .id())
                .isEqualTo(url);
    }

    @Test
    void a27_published_keys_are_fetched_and_followed_when_they_change() {
        publish(signing().put("jwks_uri", keysAt));
        TEST.publish(keysAt, keys(KEY));

        assertThat(await(assertion(KEY)).id()).isEqualTo(url);
        TEST.publish(keysAt, keys(NEXT));
        TEST.pass(Duration.ofSeconds(31));
        assertThat(await(assertion(NEXT)).id()).isEqualTo(url);
        refused(assertion(KEY));
    }

    @Test
    void a27_unknown_keys_are_looked_for_every_30_seconds_at_most() {
        publish(signing().put("jwks_uri", keysAt));
        TEST.publish(keysAt, keys(KEY));
        assertThat(await(assertion(KEY)).id()).isEqualTo(url);
        var before = TEST.site.requests();

        for (var i = 0; i < 20; i++) {
            refused(assertion(key("unknown" + i)));
        }
        assertThat(TEST.site.requests()).isEqualTo(before);
        TEST.pass(Duration.ofSeconds(31));
        for (var i = 0; i < 20; i++) {
            refused(assertion(key("unknown" + i)));
        }
        assertThat(TEST.site.requests() - before).isEqualTo(1);
    }

    @Test
    void a27_the_last_good_set_goes_on_while_its_site_is_away() {
        publish(signing().put("jwks_uri", keysAt));
        TEST.publish(keysAt, keys(KEY));
        assertThat(await(assertion(KEY)).id()).isEqualTo(url);

        TEST.site.page(
                path(keysAt), request -> request.response().setStatusCode(503).end());
        TEST.pass(Duration.ofHours(2));
        assertThat(await(assertion(KEY)).id()).isEqualTo(url);

        TEST.pass(Duration.ofHours(25));
        assertThatThrownBy(() -> await(assertion(KEY)))
                .isInstanceOfSatisfying(FailureException.class, away -> assertThat(away.failure())
                        .isInstanceOf(Failure.Unavailable.class));
    }

    @TestFactory
    Stream<DynamicTest> a27_a_set_of_keys_has_bounds() throws JOSEException {
        return Map.of(
                        "21 keys",
                        new JWKSet(Collections.nCopies(21, (JWK) KEY.toPublicJWK())).toString(),
                        "2 keys of one id",
                        new JWKSet(Collections.nCopies(2, (JWK) KEY.toPublicJWK())).toString(),
                        "no keys",
                        "{\"keys\":[]}",
                        "no set",
                        "[]",
                        "no JSON",
                        "keys",
                        "a private key",
                        new JWKSet(KEY).toString(false),
                        "65,537 bytes",
                        keys(KEY) + " ".repeat(65_537 - keys(KEY).length()))
                .entrySet()
                .stream()
                .map(set -> DynamicTest.dynamicTest(set.getKey(), () -> {
                    var own = new PublishedClientsTest();
                    own.publish(own.signing().put("jwks_uri", own.keysAt));
                    TEST.publish(own.keysAt, set.getValue());
                    own.refused(own.assertion(KEY));
                }));
    }

    @Test
    void a27_64_kib_and_20_keys_are_enough() {
        publish(signing().put("jwks_uri", keysAt));
        var keys = IntStream.range(1, 20)
                .mapToObj(number -> new ECKey.Builder(NEXT.toPublicJWK())
                        .keyID("key " + number)
                        .build())
                .map(JWK.class::cast)
                .collect(Collectors.toCollection(ArrayList::new));
        keys.add(KEY.toPublicJWK());
        var set = new JWKSet(keys).toString();
        TEST.publish(keysAt, set + " ".repeat(65_536 - set.length()));

        assertThat(await(assertion(KEY)).id()).isEqualTo(url);
    }

    @Test
    void a27_an_assertion_that_brings_its_own_key_is_refused() throws JOSEException {
        publish(signing().put("jwks", new JsonObject(new JWKSet(KEY.toPublicJWK()).toJSONObject())));

        for (var header : List.of(
                header().jwk(KEY.toPublicJWK()),
                header().jwkURL(URI.create(keysAt)),
                header().x509CertURL(URI.create(keysAt)),
                header().x509CertChain(List.of(new Base64("AA=="))))) {
            var jwt = new SignedJWT(header.build(), claims());
            jwt.sign(new ECDSASigner(KEY));
            refused(authentication.authenticate(null, form(jwt)));
        }
    }

    @Test
    void a18_a_public_key_is_no_shared_secret() throws JOSEException {
        publish(signing().put("jwks", new JsonObject(new JWKSet(KEY.toPublicJWK()).toJSONObject())));
        var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims());
        jwt.sign(new MACSigner(KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));

        refused(authentication.authenticate(null, form(jwt)));
    }

    /** Publishes it, and lets somebody have granted the client something. */
    private void publish(JsonObject document) {
        TEST.publish(url, document.encode(), "Cache-Control", "max-age=86400");
        TEST.grant(url);
    }

    private JsonObject signing() {
        return TestDocuments.document(url).put("token_endpoint_auth_method", "private_key_jwt");
    }

    private Future<Client> assertion(ECKey key) {
        return authentication.authenticate(null, form(signed(key)));
    }

    private SignedJWT signed(ECKey key) {
        try {
            var jwt = new SignedJWT(header().keyID(key.getKeyID()).build(), claims());
            jwt.sign(new ECDSASigner(key));
            return jwt;
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.ES256);
    }

    private JWTClaimsSet claims() {
        return new JWTClaimsSet.Builder()
                .issuer(url)
                .subject(url)
                .audience(ISSUER.uri())
                .expirationTime(Date.from(NOW.plusSeconds(60)))
                .jwtID(UUID.randomUUID().toString())
                .build();
    }

    private static Map<String, List<String>> form(SignedJWT assertion) {
        return Map.of(
                "client_assertion_type",
                List.of("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                "client_assertion",
                List.of(assertion.serialize()));
    }

    private void refused(Future<Client> attempt) {
        assertThatThrownBy(() -> await(attempt)).isInstanceOfSatisfying(OAuthException.class, refused -> {
            assertThat(refused.error().getCode()).isEqualTo("invalid_client");
            assertThat(refused.error().getHTTPStatusCode()).isEqualTo(401);
        });
    }

    private static String keys(ECKey key) {
        return new JWKSet(key.toPublicJWK()).toString();
    }

    private static String path(String url) {
        return url.substring(TEST.site.url("").length());
    }

    private static ClientAuthentication authentication() {
        return new ClientAuthentication(
                TEST.clients,
                TEST.reader(),
                TestOrganization.PEPPERS,
                ISSUER,
                SignaturePool.of(TEST.vertx),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static ECKey key(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
