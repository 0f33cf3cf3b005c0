package dev.rota.oauth.external;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.util.Base64URL;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Security R-2, second sentence, and A26: which tokens of a configured external issuer count, over HTTP. */
final class ExternalTokensTest {
    private static final TestIssuer ISSUER = new TestIssuer();
    private static final String SUBJECT = "u-1";

    private static TestServer server;
    private static TestOrganization organization;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.create(), Map.of("rota.external-issuer", ISSUER.url()));
        ExternalDeployment.waitFor(() -> send("/mcp", ISSUER.token(claims())).status() != 503);
        organization = server.organization();
        server.database()
                .execute("INSERT INTO rota.external_identity (issuer, subject, user_id) VALUES ('" + ISSUER.url()
                        + "', '" + SUBJECT + "', " + organization.ownerId() + ")");
    }

    @AfterAll
    static void stop() {
        server.close();
        ISSUER.close();
    }

    @TestFactory
    Stream<DynamicTest> r2_a_good_token_of_the_issuer_lists_tasks() {
        var good = new LinkedHashMap<String, String>();
        for (var alg : new String[] {"ES256", "EdDSA", "RS256", "PS256"}) {
            good.put(alg, ISSUER.token(TestIssuer.header(alg, kid(alg)), claims(), alg));
        }
        good.put("typ JWT", ISSUER.token(header().put("typ", "JWT"), claims(), "ES256"));
        good.put("x5t", ISSUER.token(header().put("x5t", "dGh1bWI"), claims(), "ES256"));
        good.put("a jti", changed(c -> c.put("jti", "one")));
        good.put("client_id as well", changed(c -> c.put("client_id", TestIssuer.CLIENT)));
        good.put("client_id alone", changed(c -> c.put("client_id", c.remove("azp"))));
        good.put(
                "several aud",
                changed(c -> c.put("aud", new JsonArray().add("account").add(url("/mcp")))));
        good.put("scopes nobody here knows", changed(c -> c.put("scope", "openid profile tasks:read")));
        return good.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> assertThat(
                                send("/mcp", one.getValue()).tool().containsKey("tasks"))
                        .isTrue()));
    }

    @TestFactory
    Stream<DynamicTest> r2_another_token_is_refused_in_the_same_bytes() throws Exception {
        var unknown = send("/mcp", "a.b.c");
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.header("www-authenticate")).contains("error=\"invalid_token\"", "resource_metadata=");
        var corpus = new LinkedHashMap<String, String>();
        headers(corpus);
        claims(corpus);
        signatures(corpus);
        return corpus.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> assertThat(send("/mcp", one.getValue()))
                        .isEqualTo(unknown)));
    }

    private static void headers(Map<String, String> all) {
        for (var alg : new String[] {"none", "HS256", "RS384", "RS512", "PS512", "ES384", "ES256K", "Ed448", "es256"}) {
            all.put("alg " + alg, ISSUER.token(header().put("alg", alg), claims(), "ES256"));
        }
        for (var typ : new String[] {"", "at+JWT", "dpop+jwt", "logout+jwt", "secevent+jwt"}) {
            all.put("typ " + typ, ISSUER.token(header().put("typ", typ), claims(), "ES256"));
        }
        for (var name : new String[] {"typ", "alg", "kid"}) {
            all.put("no " + name, ISSUER.token(without(header(), name), claims(), "ES256"));
        }
        all.put("kid of nobody", ISSUER.token(header().put("kid", "nobody"), claims(), "ES256"));
        all.put("jku", ISSUER.token(header().put("jku", ISSUER.url() + TestIssuer.KEYS), claims(), "ES256"));
        all.put("x5u", ISSUER.token(header().put("x5u", ISSUER.url() + "/x5"), claims(), "ES256"));
        all.put("x5c", ISSUER.token(header().put("x5c", new JsonArray().add("MIIB")), claims(), "ES256"));
        all.put(
                "jwk",
                ISSUER.token(
                        header().put(
                                        "jwk",
                                        new JsonObject(ISSUER.ec().toPublicJWK().toJSONString())),
                        claims(),
                        "ES256"));
        all.put("crit", ISSUER.token(header().put("crit", new JsonArray().add("exp")), claims(), "ES256"));
        all.put("cty JWT", ISSUER.token(header().put("cty", "JWT"), claims(), "ES256"));
        all.put("zip", ISSUER.token(header().put("zip", "DEF"), claims(), "ES256"));
    }

    private static void claims(Map<String, String> all) {
        var now = Instant.now().getEpochSecond();
        for (var name : new String[] {"iss", "sub", "aud", "azp", "iat", "exp"}) {
            all.put("no " + name, changed(c -> c.remove(name)));
            all.put(name + " null", changed(c -> c.putNull(name)));
            all.put(name + " an object", changed(c -> c.put(name, new JsonObject())));
        }
        all.put("a26 iss of others", changed(c -> c.put("iss", "https://evil.example")));
        all.put("a26 iss with a slash", changed(c -> c.put("iss", ISSUER.url() + "/")));
        all.put("a26 iss that it might have", changed(c -> c.put("iss", ISSUER.url() + "/api/auth")));
        all.put("a26 iss of our own server", changed(c -> c.put("iss", url("/auth"))));
        all.put("a26 sub of nobody", changed(c -> c.put("sub", "u-2")));
        all.put("a26 sub is the id of a person here", changed(c -> c.put("sub", "" + organization.ownerId())));
        all.put("aud of another path", changed(c -> c.put("aud", url("/api/mcp"))));
        all.put("aud of the admin API", changed(c -> c.put("aud", url("/api/v1"))));
        all.put("aud of the origin", changed(c -> c.put("aud", url(""))));
        all.put(
                "several aud of others",
                changed(c -> c.put("aud", new JsonArray().add("a").add("b"))));
        all.put("aud an empty list", changed(c -> c.put("aud", new JsonArray())));
        all.put(
                "aud with a number",
                changed(c -> c.put("aud", new JsonArray().add(url("/mcp")).add(7))));
        all.put("scope a list", changed(c -> c.put("scope", new JsonArray().add("tasks:read"))));
        all.put("two clients", changed(c -> c.put("client_id", "another")));
        all.put("ID token: nonce", changed(c -> c.put("nonce", "n")));
        all.put("ID token: at_hash", changed(c -> c.put("at_hash", "h")));
        all.put("ID token: aud the client", changed(c -> c.put("aud", TestIssuer.CLIENT)));
        all.put(
                "ID token: aud the client as well",
                changed(c -> c.put("aud", new JsonArray().add(TestIssuer.CLIENT).add(url("/mcp")))));
        all.put("ID token: typ", changed(c -> c.put("typ", "ID")));
        all.put("bound to a key", changed(c -> c.put("cnf", new JsonObject().put("jkt", "x"))));
        all.put("expired", changed(c -> c.put("iat", now - 700).put("exp", now - 31)));
        all.put("from the future", changed(c -> c.put("iat", now + 60)));
        all.put("not yet", changed(c -> c.put("nbf", now + 60)));
        all.put("lives too long", changed(c -> c.put("exp", now + 3_700)));
        all.put("exp a fraction", changed(c -> c.put("exp", now + 600.5)));
        all.put("sub with a zero", changed(c -> c.put("sub", SUBJECT + "\u0000")));
        all.put("sub with half a character", changed(c -> c.put("sub", SUBJECT + "\ud800")));
    }

    private static void signatures(Map<String, String> all) throws JOSEException, GeneralSecurityException {
        for (var alg : new String[] {"ES256", "EdDSA", "RS256", "PS256"}) {
            for (var kid : new String[] {"ec", "ed", "rsa"}) {
                if (!kid.equals(kid(alg))) {
                    all.put(alg + " under key " + kid, ISSUER.token(TestIssuer.header(alg, kid), claims(), alg));
                }
            }
        }
        all.put("RS256 that is PS256", ISSUER.token(TestIssuer.header("RS256", "rsa"), claims(), "PS256"));
        all.put("PS256 that is RS256", ISSUER.token(TestIssuer.header("PS256", "rsa"), claims(), "RS256"));
        try (var other = TestIssuer.stranger()) {
            for (var alg : new String[] {"ES256", "EdDSA", "RS256", "PS256"}) {
                all.put(alg + " by a stranger", other.token(TestIssuer.header(alg, kid(alg)), claims(), alg));
            }
        }
        var parts = ISSUER.token(claims()).split("\\.", -1);
        all.put(
                "payload exchanged",
                parts[0] + "." + Base64URL.encode(claims().put("x", 1).encode()) + "." + parts[2]);
        var confused =
                Base64URL.encode(header().put("alg", "HS256").put("kid", "rsa").encode()) + "." + parts[1];
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(ISSUER.rsa().toRSAPublicKey().getEncoded(), "HmacSHA256"));
        all.put(
                "HMAC under the public key",
                confused + "." + Base64URL.encode(mac.doFinal(confused.getBytes(StandardCharsets.US_ASCII))));
    }

    private static String kid(String alg) {
        return switch (alg) {
            case "ES256" -> "ec";
            case "EdDSA" -> "ed";
            default -> "rsa";
        };
    }

    private static JsonObject header() {
        return TestIssuer.header("ES256", "ec");
    }

    private static JsonObject claims() {
        return ISSUER.claims(SUBJECT, url("/mcp"));
    }

    private static String changed(Consumer<JsonObject> change) {
        var claims = claims();
        change.accept(claims);
        return ISSUER.token(claims);
    }

    private static JsonObject without(JsonObject object, String name) {
        object.remove(name);
        return object;
    }

    private static String url(String path) {
        return "http://localhost:" + server.port() + path;
    }

    private static TestServer.Answer send(String path, String token) {
        var call = new JsonObject().put("name", "list_tasks").put("arguments", new JsonObject());
        return server.send(server.request(path, TestServer.message("tools/call", call))
                .header("Authorization", "Bearer " + token));
    }
}
