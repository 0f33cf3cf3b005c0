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
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.database.Database;
import dev.rota.egress.Egress;
import dev.rota.egress.EgressSettings;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.OAuthException;
import dev.rota.oauth.client.Clients.Registered;
import dev.rota.oauth.key.SignaturePool;
import dev.rota.token.OpaqueToken;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A18: a client authenticates with the method it is registered with, exactly. */
class ClientAuthenticationTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Database DATABASE = TestDatabase.create().open(VERTX);
    private static final Clients CLIENTS = new Clients(DATABASE, TestOrganization.PEPPERS);
    private static final ClientDocuments DOCUMENTS = documents();
    private static final Issuer ISSUER = new Issuer(URI.create("https://rota.example"));
    /** Later than the database's, which forgets assertions that have expired by its own clock. */
    private static final Instant NOW = Instant.parse("2100-01-01T00:00:00Z");

    private static final ClientAuthentication AUTHENTICATION = new ClientAuthentication(
            CLIENTS,
            DOCUMENTS,
            TestOrganization.PEPPERS,
            ISSUER,
            SignaturePool.of(VERTX),
            Clock.fixed(NOW, ZoneOffset.UTC));
    private static final ECKey KEY = key();
    private final Registered open = client(AuthenticationMethod.NONE);
    private final Registered byHeader = client(AuthenticationMethod.CLIENT_SECRET_BASIC);
    private final Registered byForm = client(AuthenticationMethod.CLIENT_SECRET_POST);
    private final Registered signing = client(AuthenticationMethod.PRIVATE_KEY_JWT);

    @AfterAll
    static void close() {
        await(DATABASE.close());
        await(VERTX.close());
    }

    /** A client and a way to authenticate, as header and form. */
    private record Try(String name, Registered client, @Nullable String header, Map<String, List<String>> form) {}

    @TestFactory
    Stream<DynamicTest> a18_the_registered_method_is_enforced_exactly() throws JOSEException {
        var tests = new ArrayList<DynamicTest>();
        for (var client : List.of(open, byHeader, byForm, signing)) {
            for (var method : AuthenticationMethod.values()) {
                var with = with(method, client);
                tests.add(DynamicTest.dynamicTest(client.client().authentication() + " by " + method, () -> {
                    if (method == client.client().authentication()) {
                        assertThat(await(run(with)).id())
                                .isEqualTo(client.client().id());
                    } else {
                        refused(with, "invalid_client", 401);
                    }
                }));
            }
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> a18_what_is_not_the_secret_is_refused() {
        var id = byHeader.client().id();
        return Stream.of(
                        new Try("another's", byHeader, basic(id, reveal(byForm)), Map.of()),
                        new Try("a new one", byHeader, basic(id, fresh()), Map.of()),
                        new Try("an empty one", byHeader, basic(id, ""), Map.of()),
                        new Try(
                                "in capitals",
                                byHeader,
                                basic(id, reveal(byHeader).toUpperCase(java.util.Locale.ROOT)),
                                Map.of()),
                        new Try("an unknown client's", byHeader, basic("cli_" + "x".repeat(22), fresh()), Map.of()),
                        new Try("a client id that cannot be", byHeader, basic("' OR 1=1", fresh()), Map.of()),
                        new Try("no base64", byHeader, "Basic !", Map.of()),
                        new Try("another scheme", byHeader, "Bearer " + reveal(byHeader), Map.of()),
                        new Try("nothing", byHeader, null, Map.of()),
                        new Try("another's, posted", byForm, null, form(byForm, reveal(byHeader))))
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> refused(one, "invalid_client", 401)));
    }

    @TestFactory
    Stream<DynamicTest> a18_more_than_one_method_or_client_is_no_request() throws JOSEException {
        var header = basic(byHeader.client().id(), reveal(byHeader));
        var assertion = form(assertion(claims -> claims));
        var both = new HashMap<>(assertion);
        both.put("client_secret", List.of(reveal(byForm)));
        return Stream.of(
                        new Try("header and secret", byHeader, header, form(byHeader, reveal(byHeader))),
                        new Try("header and assertion", byHeader, header, assertion),
                        new Try("secret and assertion", signing, null, both),
                        new Try(
                                "two ids",
                                byHeader,
                                header,
                                Map.of("client_id", List.of(byForm.client().id()))),
                        new Try("an id twice", open, null, Map.of("client_id", List.of("a", "a"))))
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> refused(one, "invalid_request", 400)));
    }

    @TestFactory
    Stream<DynamicTest> a18_an_assertion_is_for_here_and_for_five_minutes() {
        return Stream.<Map.Entry<String, UnaryOperator<JWTClaimsSet.Builder>>>of(
                        Map.entry("another audience", claims -> claims.audience("https://other.example/auth")),
                        Map.entry(
                                "two audiences",
                                claims -> claims.audience(List.of(ISSUER.uri(), "https://other.example"))),
                        Map.entry("no audience", claims -> claims.audience((String) null)),
                        Map.entry("expired", claims -> claims.expirationTime(in(0))),
                        Map.entry("without an end", claims -> claims.expirationTime(null)),
                        Map.entry("for longer", claims -> claims.expirationTime(in(301))),
                        Map.entry("not yet", claims -> claims.notBeforeTime(in(10))),
                        Map.entry("without an id", claims -> claims.jwtID(null)),
                        Map.entry("an empty id", claims -> claims.jwtID("")),
                        Map.entry("a long id", claims -> claims.jwtID("x".repeat(257))),
                        Map.entry("another issuer", claims -> claims.issuer("cli_other")),
                        Map.entry("another subject", claims -> claims.subject("cli_other")))
                .map(one -> DynamicTest.dynamicTest(
                        one.getKey(),
                        () -> refused(
                                new Try(one.getKey(), signing, null, form(assertion(one.getValue()))),
                                "invalid_client",
                                401)));
    }

    @Test
    void a18_an_assertion_for_the_token_endpoint_or_with_a_full_life_will_do() throws JOSEException {
        for (var good : List.<UnaryOperator<JWTClaimsSet.Builder>>of(
                claims -> claims.audience(ISSUER.endpoint("token")),
                claims -> claims.expirationTime(in(300)),
                claims -> claims.jwtID("x".repeat(256)))) {
            assertThat(await(run(new Try("", signing, null, form(assertion(good)))))
                            .id())
                    .isEqualTo(signing.client().id());
        }
    }

    @Test
    void a18_an_assertion_that_others_could_have_made_is_refused() throws JOSEException {
        var claims = claims();
        var hmac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        hmac.sign(new MACSigner(KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
        var other = new SignedJWT(new JWSHeader(JWSAlgorithm.ES256), claims);
        other.sign(new ECDSASigner(key()));

        for (var forged :
                List.of(hmac.serialize(), other.serialize(), new PlainJWT(claims).serialize(), "a.b.c", "x")) {
            refused(new Try(forged, signing, null, form(forged)), "invalid_client", 401);
        }
    }

    @Test
    void a18_of_several_keys_an_assertion_names_the_one_that_has_signed_it() throws JOSEException {
        var first = new ECKey.Builder(KEY).keyID("first").build();
        var second = new ECKey.Builder(key()).keyID("second").build();
        var both = client(AuthenticationMethod.PRIVATE_KEY_JWT, first, second);
        UnaryOperator<JWTClaimsSet.Builder> own = claims ->
                claims.issuer(both.client().id()).subject(both.client().id());

        for (var wrong : new String[] {null, "second", "third"}) {
            refused(new Try("" + wrong, both, null, form(assertion(own, wrong))), "invalid_client", 401);
        }
        assertThat(await(run(new Try("", both, null, form(assertion(own, "first")))))
                        .id())
                .isEqualTo(both.client().id());
    }

    @Test
    void a18_an_assertion_is_verified_where_signatures_are_and_not_used_up_where_there_is_no_room()
            throws JOSEException {
        var form = form(assertion(claims -> claims));
        var full = new SignaturePool() {
            @Override
            public <T> Future<T> run(Callable<T> work) {
                return Future.failedFuture(new IllegalStateException("full"));
            }
        };
        var busy = new ClientAuthentication(
                CLIENTS, DOCUMENTS, TestOrganization.PEPPERS, ISSUER, full, Clock.fixed(NOW, ZoneOffset.UTC));

        assertThatThrownBy(() -> await(busy.authenticate(null, form))).hasMessage("full");
        assertThat(await(run(new Try("", signing, null, form))).id())
                .isEqualTo(signing.client().id());
    }

    @Test
    void a18_an_assertion_counts_once_also_where_the_databases_clock_is_ahead() throws JOSEException {
        var behind = Instant.now().minusSeconds(30);
        var authentication = new ClientAuthentication(
                CLIENTS,
                DOCUMENTS,
                TestOrganization.PEPPERS,
                ISSUER,
                SignaturePool.of(VERTX),
                Clock.fixed(behind, ZoneOffset.UTC));
        var form = form(assertion(claims -> claims.expirationTime(Date.from(behind.plusSeconds(20)))));

        assertThat(await(authentication.authenticate(null, form)).id())
                .isEqualTo(signing.client().id());
        assertThatThrownBy(() -> await(authentication.authenticate(null, form))).isInstanceOf(OAuthException.class);
    }

    @Test
    void a18_an_assertion_counts_once_however_many_come_at_a_time() throws JOSEException {
        var form = form(assertion(claims -> claims));
        var runs = Stream.generate(() -> run(new Try("", signing, null, form)))
                .limit(20)
                .toList();

        await(Future.join(runs).otherwiseEmpty());

        assertThat(runs).filteredOn(Future::succeeded).hasSize(1);
    }

    private Try with(AuthenticationMethod method, Registered client) throws JOSEException {
        var id = client.client().id();
        return switch (method) {
            case NONE -> new Try("", client, null, Map.of("client_id", List.of(id)));
            case CLIENT_SECRET_BASIC -> new Try("", client, basic(id, reveal(client)), Map.of());
            case CLIENT_SECRET_POST -> new Try("", client, null, form(client, reveal(client)));
            case PRIVATE_KEY_JWT ->
                new Try("", client, null, form(assertion(claims -> claims.issuer(id)
                        .subject(id))));
        };
    }

    private static Future<Client> run(Try one) {
        return AUTHENTICATION.authenticate(one.header(), one.form());
    }

    private static void refused(Try one, String code, int status) {
        assertThatThrownBy(() -> await(run(one))).isInstanceOfSatisfying(OAuthException.class, refused -> {
            assertThat(refused.error().getCode()).isEqualTo(code);
            assertThat(refused.error().getHTTPStatusCode()).isEqualTo(status);
        });
    }

    private static String basic(String id, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, List<String>> form(Registered client, String secret) {
        return Map.of("client_id", List.of(client.client().id()), "client_secret", List.of(secret));
    }

    private static Map<String, List<String>> form(String assertion) {
        return Map.of(
                "client_assertion_type",
                List.of("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                "client_assertion",
                List.of(assertion));
    }

    private String assertion(UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException {
        return assertion(change, null);
    }

    private String assertion(UnaryOperator<JWTClaimsSet.Builder> change, @Nullable String kid) throws JOSEException {
        var jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(kid).build(),
                change.apply(new JWTClaimsSet.Builder(claims())).build());
        jwt.sign(new ECDSASigner(KEY));
        return jwt.serialize();
    }

    private JWTClaimsSet claims() {
        return new JWTClaimsSet.Builder()
                .issuer(signing.client().id())
                .subject(signing.client().id())
                .audience(ISSUER.uri())
                .expirationTime(in(60))
                .jwtID(UUID.randomUUID().toString())
                .build();
    }

    private static Date in(int seconds) {
        return Date.from(NOW.plus(Duration.ofSeconds(seconds)));
    }

    /** Its secret; a new one where it has none. */
    private static String reveal(Registered client) {
        var secret = client.secret();
        return secret == null ? fresh() : secret.reveal();
    }

    private static String fresh() {
        return OpaqueToken.random(OpaqueToken.Kind.SECRET).reveal();
    }

    private static Registered client(AuthenticationMethod method) {
        return client(method, KEY);
    }

    private static Registered client(AuthenticationMethod method, ECKey... pairs) {
        var keys = method == AuthenticationMethod.PRIVATE_KEY_JWT
                ? new JWKSet(
                        Stream.of(pairs).map(pair -> (JWK) pair.toPublicJWK()).toList())
                : null;
        var wanted = new Registration(
                method.wire(), List.of("https://app.example/cb"), Set.of(Client.AUTHORIZATION_CODE), method, keys);
        return await(DATABASE.inIdentity(tx -> CLIENTS.add(tx, wanted)));
    }

    private static ClientDocuments documents() {
        var egress = new Egress(VERTX, EgressSettings.DEFAULT, URI.create("https://rota.example"));
        return new ClientDocuments(CLIENTS, new RedirectUris(Set.of()), egress, egress);
    }

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
