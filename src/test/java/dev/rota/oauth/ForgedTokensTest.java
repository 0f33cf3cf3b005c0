package dev.rota.oauth;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.Base64URL;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Scope;
import dev.rota.oauth.token.AccessTokenVerifier;
import dev.rota.oauth.token.Subject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Security R-2: what is no access token of ours for this path gets one and the same 401. */
final class ForgedTokensTest {
    private static TestServer server;
    private static TestGrants grants;
    private static String grant = "";
    private static long user;
    private static JsonObject header = new JsonObject();
    private static ECPrivateKey ours;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start();
        grants = new TestGrants(server);
        user = server.organization().ownerId();
        grant = grants.grant(user, "/mcp", Scope.OF_TOOLS);
        var key = grants.store().rotate(TestOrganization.request());
        var pair = await(key).pair(); // published and good for verification, so every flaw is alone
        header = new JsonObject().put("alg", "ES256").put("typ", "at+jwt").put("kid", pair.getKeyID());
        ours = pair.toECPrivateKey();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void r2_the_token_that_all_forgeries_are_made_of_is_good() throws GeneralSecurityException {
        assertThat(status(signed(header, claims()))).isEqualTo(200);
    }

    @TestFactory
    Stream<DynamicTest> r2_a_forged_or_malformed_token_is_refused_in_the_same_bytes() throws Exception {
        var formless = send("not-a-token"); // refused before its body is read, so without the message's id
        var unknown = send("a.b.c");
        assertThat(formless.status()).isEqualTo(401);
        assertThat(unknown.status()).isEqualTo(401);
        var corpus = corpus();
        assertThat(corpus).hasSizeGreaterThanOrEqualTo(60);
        return corpus.entrySet().stream()
                .map(forged -> DynamicTest.dynamicTest(forged.getKey(), () -> assertThat(send(forged.getValue()))
                        .isEqualTo(AccessTokenVerifier.couldBe(forged.getValue()) ? unknown : formless)));
    }

    private static Map<String, String> corpus() throws Exception {
        var all = new LinkedHashMap<String, String>();
        headers(all);
        claims(all);
        signatures(all);
        forms(all);
        return all;
    }

    private static void headers(Map<String, String> all) throws GeneralSecurityException {
        for (var alg : new String[] {
            "none", "None", "HS256", "RS256", "PS256", "ES384", "ES512", "ES256K", "EdDSA", "es256", ""
        }) {
            all.put("alg " + alg, signed(header.copy().put("alg", alg), claims()));
        }
        for (var typ : new String[] {"JWT", "jwt", "at+JWT", "dpop+jwt", "logout+jwt", "", "AT+JWT"}) {
            all.put("typ " + typ, signed(header.copy().put("typ", typ), claims()));
        }
        all.put("no typ", signed(without(header, "typ"), claims()));
        all.put("no alg", signed(without(header, "alg"), claims()));
        all.put("no kid", signed(without(header, "kid"), claims()));
        all.put("kid of nobody", signed(header.copy().put("kid", "nobody"), claims()));
        all.put("kid with a path", signed(header.copy().put("kid", "../../dev/null"), claims()));
        all.put("kid with SQL", signed(header.copy().put("kid", "' OR 1=1 --"), claims()));
        all.put("kid is a number", signed(header.copy().put("kid", 1), claims()));
        all.put("jku", signed(header.copy().put("jku", "https://evil.example/jwks"), claims()));
        all.put("x5u", signed(header.copy().put("x5u", "https://evil.example/x5"), claims()));
        all.put("x5c", signed(header.copy().put("x5c", new JsonArray().add("MIIB")), claims()));
        all.put("jwk", signed(header.copy().put("jwk", new JsonObject().put("kty", "EC")), claims()));
        all.put("crit", signed(header.copy().put("crit", new JsonArray().add("exp")), claims()));
        all.put("b64", signed(header.copy().put("b64", false).put("crit", new JsonArray().add("b64")), claims()));
        all.put("cty JWT", signed(header.copy().put("cty", "JWT"), claims()));
        all.put("zip", signed(header.copy().put("zip", "DEF"), claims()));
    }

    private static void claims(Map<String, String> all) throws GeneralSecurityException {
        var now = Instant.now().getEpochSecond();
        for (var name : claims().fieldNames()) {
            all.put("no " + name, signed(header, without(claims(), name)));
            all.put(name + " null", changed(c -> c.putNull(name)));
            all.put(name + " a list", changed(c -> c.put(name, new JsonArray().add(claims().getValue(name)))));
            all.put(name + " an object", changed(c -> c.put(name, new JsonObject())));
        }
        for (var name : new String[] {"exp", "iat", "nbf"}) {
            all.put(name + " a text", changed(c -> c.put(name, String.valueOf(now))));
            all.put(name + " a fraction", changed(c -> c.put(name, now + 0.5)));
            all.put(name + " negative", changed(c -> c.put(name, -1)));
            all.put(name + " beyond all", changed(c -> c.put(name, Long.MAX_VALUE)));
        }
        for (var name : new String[] {"sub", "client_id", "jti", "scope", "grant_id", "iss", "aud"}) {
            all.put(name + " a number", changed(c -> c.put(name, 7)));
            all.put(name + " empty", changed(c -> c.put(name, "")));
        }
        all.put("expired", changed(c -> c.put("iat", now - 700).put("exp", now - 31)));
        all.put("from the future", changed(c -> c.put("iat", now + 60)));
        all.put("not yet", changed(c -> c.put("nbf", now + 60)));
        all.put("lives too long", changed(c -> c.put("exp", now + 3_700)));
        all.put("ends before it begins", changed(c -> c.put("exp", now - 20).put("iat", now - 10)));
        all.put("iss of others", changed(c -> c.put("iss", "https://evil.example/auth")));
        all.put("iss with a slash", changed(c -> c.put("iss", grants.url("/auth/"))));
        all.put("iss in capitals", changed(c -> c.put("iss", grants.url("/AUTH"))));
        all.put("aud with a slash", changed(c -> c.put("aud", grants.url("/mcp/"))));
        all.put("aud of the origin", changed(c -> c.put("aud", grants.url(""))));
        all.put("aud of the admin API", changed(c -> c.put("aud", grants.url("/api/v1"))));
        all.put("aud of a narrower path", changed(c -> c.put("aud", grants.url("/mcp/readonly"))));
        all.put(
                "two aud",
                changed(c ->
                        c.put("aud", new JsonArray().add(grants.url("/mcp")).add("https://b.example"))));
        all.put("sub of somebody else", changed(c -> c.put("sub", String.valueOf(user + 1))));
        all.put("sub as an agent", changed(c -> c.put("sub", "agent:" + user)));
        all.put("client of others", changed(c -> c.put("client_id", "evil")));
        all.put("grant of nobody", changed(c -> c.put("grant_id", "grt_nobody")));
        all.put("grant with a zero", changed(c -> c.put("grant_id", "grt_\u0000")));
    }

    private static void signatures(Map<String, String> all) throws Exception {
        var good = signed(header, claims());
        var parts = good.split("\\.", -1);
        var body = parts[0] + "." + parts[1];
        var stranger = (ECPrivateKey) stranger().getPrivate();
        all.put("key of a stranger", body + "." + signature(stranger, body));
        all.put(
                "signature of another token",
                body + "." + signed(header, claims().put("jti", "x")).split("\\.", -1)[2]);
        all.put(
                "payload exchanged",
                parts[0] + "." + encoded(claims().put("sub", String.valueOf(user + 1))) + "." + parts[2]);
        all.put("signature of zeros", body + "." + Base64URL.encode(new byte[64]));
        all.put("signature too short", body + "." + Base64URL.encode(new byte[63]));
        all.put("signature too long", body + "." + Base64URL.encode(new byte[65]));
        all.put("signature in DER", body + "." + Base64URL.encode(new byte[] {0x30, 6, 2, 1, 1, 2, 1, 1}));
        all.put("signature missing", body + ".");
        var confused = encoded(header.copy().put("alg", "HS256")) + "." + parts[1];
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(
                grants.keys().publicKeys().toString(true).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        all.put(
                "HMAC under the public key",
                confused + "." + Base64URL.encode(mac.doFinal(confused.getBytes(StandardCharsets.US_ASCII))));
    }

    private static void forms(Map<String, String> all) throws GeneralSecurityException {
        var good = signed(header, claims());
        var parts = good.split("\\.", -1);
        all.put("two parts", parts[0] + "." + parts[1]);
        all.put("four parts", good + ".x");
        all.put("five parts", good + ".x.y");
        all.put("only dots", "..");
        all.put("padding", parts[0] + "." + parts[1] + "." + parts[2] + "==");
        all.put("space inside", parts[0] + ". " + parts[1] + "." + parts[2]);
        all.put("header is no JSON", Base64URL.encode("ES256") + "." + parts[1] + "." + parts[2]);
        all.put("header is a list", Base64URL.encode("[]") + "." + parts[1] + "." + parts[2]);
        all.put("payload is no JSON", parts[0] + "." + Base64URL.encode("x") + "." + parts[2]);
        all.put("payload is a list", parts[0] + "." + Base64URL.encode("[]") + "." + parts[2]);
        all.put("payload nested deeply", parts[0] + "." + Base64URL.encode("[".repeat(3000)) + "." + parts[2]);
        all.put("bits to spare are set", good.substring(0, good.length() - 1) + next(good.charAt(good.length() - 1)));
        all.put("longer than any", changed(c -> c.put("jti", "x".repeat(5_000))));
        all.put("a word", "token");
    }

    /** Differs in bits that decoding drops: 64 bytes end in a character with four bits to spare. */
    private static char next(char last) {
        return (char) (last + 1);
    }

    private static JsonObject claims() {
        var now = Instant.now().getEpochSecond();
        return new JsonObject()
                .put("iss", grants.url("/auth"))
                .put("aud", grants.url("/mcp"))
                .put("sub", Subject.user(user).wire())
                .put("client_id", TestGrants.CLIENT)
                .put("scope", "tasks:read")
                .put("grant_id", grant)
                .put("jti", "one")
                .put("iat", now)
                .put("exp", now + 600);
    }

    private static String changed(Consumer<JsonObject> change) throws GeneralSecurityException {
        var claims = claims();
        change.accept(claims);
        return signed(header, claims);
    }

    private static JsonObject without(JsonObject object, String name) {
        var copy = object.copy();
        copy.remove(name);
        return copy;
    }

    private static String signed(JsonObject header, JsonObject claims) throws GeneralSecurityException {
        var body = encoded(header) + "." + encoded(claims);
        return body + "." + signature(ours, body);
    }

    private static String signature(ECPrivateKey key, String body) throws GeneralSecurityException {
        var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(key);
        signature.update(body.getBytes(StandardCharsets.US_ASCII));
        return Base64URL.encode(signature.sign()).toString();
    }

    private static String encoded(JsonObject json) {
        return Base64URL.encode(json.encode()).toString();
    }

    private static KeyPair stranger() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static int status(String token) {
        return send(token).status();
    }

    private static TestServer.Answer send(String token) {
        var call = new JsonObject().put("name", "list_tasks").put("arguments", new JsonObject());
        return server.send(server.request("/mcp", TestServer.message("tools/call", call))
                .header("Authorization", "Bearer " + token));
    }
}
