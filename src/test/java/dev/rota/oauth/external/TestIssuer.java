package dev.rota.oauth.external;

import static dev.rota.TestDatabase.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import dev.rota.egress.TestAuthority;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** An authorization server on loopback with keys of every kind; what it answers at a path can be changed while it runs. */
final class TestIssuer implements AutoCloseable {
    static final String METADATA = "/.well-known/openid-configuration";
    static final String KEYS = "/keys";
    static final String CLIENT = "client-of-the-issuer";

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final Map<String, Handler<HttpServerRequest>> answers = new ConcurrentHashMap<>();
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final Keys keys;
    private final boolean tls;

    private record Keys(ECKey ec, RSAKey rsa, PrivateKey edPrivate, JWK ed) {
        private static final Keys USUAL = random();

        static Keys random() {
            try {
                var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
                var encoded = pair.getPublic().getEncoded();
                var x = Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
                return new Keys(
                        new ECKeyGenerator(Curve.P_256).keyID("ec").generate(),
                        new RSAKeyGenerator(2048).keyID("rsa").generate(),
                        pair.getPrivate(),
                        new OctetKeyPair.Builder(Curve.Ed25519, x).keyID("ed").build());
            } catch (JOSEException | GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** All of them have the same keys. */
    TestIssuer() {
        this(Keys.USUAL, new HttpServerOptions());
    }

    /** One with keys of its own, under the same ids. */
    static TestIssuer stranger() {
        return new TestIssuer(Keys.random(), new HttpServerOptions());
    }

    /** One that speaks TLS, under a certificate of that authority. */
    static TestIssuer certifiedBy(TestAuthority authority) {
        return new TestIssuer(Keys.USUAL, new HttpServerOptions().setSsl(true).setKeyCertOptions(authority.server()));
    }

    private TestIssuer(Keys keys, HttpServerOptions options) {
        this.keys = keys;
        tls = options.isSsl();
        server = await(vertx.createHttpServer(options)
                .exceptionHandler(broken -> refused.incrementAndGet())
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1"));
        serve(METADATA, metadata(url()));
        serve(KEYS, keys(keys.ec(), keys.rsa(), keys.ed()));
    }

    String url() {
        return (tls ? "https" : "http") + "://localhost:" + server.actualPort();
    }

    ECKey ec() {
        return keys.ec();
    }

    RSAKey rsa() {
        return keys.rsa();
    }

    JWK ed() {
        return keys.ed();
    }

    JsonObject metadata(String issuer) {
        return new JsonObject().put("issuer", issuer).put("jwks_uri", url() + KEYS);
    }

    static JsonObject keys(JWK... keys) {
        return keys(List.of(keys));
    }

    static JsonObject keys(List<? extends JWK> keys) {
        var all = new JsonArray();
        keys.forEach(key -> all.add(new JsonObject(key.toPublicJWK().toJSONString())));
        return new JsonObject().put("keys", all);
    }

    void serve(String path, JsonObject document) {
        answer(path, request -> end(request, 200, document.encode()));
    }

    void answer(String path, Handler<HttpServerRequest> answer) {
        answers.put(path, answer);
    }

    /** Answers 404 there from now on. */
    void withdraw(String path) {
        answers.remove(path);
    }

    /** Connections whose peer left before the first request. */
    int refusedConnections() {
        return refused.get();
    }

    /** Line and headers of everything that arrived. */
    Queue<String> requests() {
        return requests;
    }

    /** How often that path was asked for. */
    int asked(String path) {
        var count = asked.get(path);
        return count == null ? 0 : count.get();
    }

    static void end(HttpServerRequest request, int status, String body) {
        request.response().setStatusCode(status).end(body).onFailure(gone -> {});
    }

    private void answer(HttpServerRequest request) {
        requests.add(request.uri() + "\n" + request.headers());
        asked.computeIfAbsent(request.path(), first -> new AtomicInteger()).incrementAndGet();
        answers.getOrDefault(request.path(), other -> end(other, 404, "{}")).handle(request);
    }

    /** A header as it makes them, for the key of that id. */
    static JsonObject header(String alg, String kid) {
        return new JsonObject().put("alg", alg).put("typ", "at+jwt").put("kid", kid);
    }

    /** Claims of a good access token for its user {@code subject}. */
    JsonObject claims(String subject, String audience) {
        var now = Instant.now().getEpochSecond();
        return new JsonObject()
                .put("iss", url())
                .put("sub", subject)
                .put("aud", audience)
                .put("azp", CLIENT)
                .put("scope", "openid tasks:read tasks:write")
                .put("iat", now)
                .put("exp", now + 600);
    }

    /** A token of any header and claims; signed as {@code key} says, whatever the header does. */
    String token(JsonObject header, JsonObject claims, String key) {
        var body = Base64URL.encode(header.encode()) + "." + Base64URL.encode(claims.encode());
        return body + "." + signature(key, body.getBytes(StandardCharsets.US_ASCII));
    }

    /** A good one, by ES256. */
    String token(JsonObject claims) {
        return token(header("ES256", "ec"), claims, "ES256");
    }

    private Base64URL signature(String key, byte[] body) {
        try {
            if (key.equals("EdDSA")) {
                var signature = Signature.getInstance("Ed25519");
                signature.initSign(keys.edPrivate());
                signature.update(body);
                return Base64URL.encode(signature.sign());
            }
            var algorithm = JWSAlgorithm.parse(key);
            var header = new JWSHeader(algorithm);
            return key.equals("ES256")
                    ? new ECDSASigner(keys.ec()).sign(header, body)
                    : new RSASSASigner(keys.rsa()).sign(header, body);
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
