package dev.rota.oauth.upstream;

import static dev.rota.TestDatabase.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import dev.rota.egress.TestAuthority;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** An OpenID provider on loopback whose users agree to everything. */
final class TestProvider implements AutoCloseable {
    static final String CLIENT = "rota at the provider";
    static final String SECRET = "a secret of the provider's";
    private static final String METADATA = "/.well-known/openid-configuration";
    private static final String TOKEN = "/token";

    private final Vertx vertx = Vertx.vertx();
    private final ECKey key = ec();
    private final String scheme;
    private final HttpServer server;
    private final Map<String, Grant> codes = new ConcurrentHashMap<>();
    private volatile Consumer<HttpServerRequest> token = this::issue;

    /** Someone's consent. */
    private record Grant(Map<String, String> request, IdToken token) {}

    /** An ID token before it is signed. */
    static final class IdToken {
        JsonObject header =
                new JsonObject().put("alg", "ES256").put("kid", "k1").put("typ", "JWT");
        JsonObject claims = new JsonObject();
        boolean signed = true;
        boolean byAnotherKey;
    }

    TestProvider() {
        this(new HttpServerOptions());
    }

    /** One that speaks TLS, under a certificate of that authority. */
    static TestProvider certifiedBy(TestAuthority authority) {
        return new TestProvider(new HttpServerOptions().setSsl(true).setKeyCertOptions(authority.server()));
    }

    private TestProvider(HttpServerOptions options) {
        scheme = options.isSsl() ? "https" : "http";
        server = await(
                vertx.createHttpServer(options).requestHandler(this::answer).listen(0, "127.0.0.1"));
    }

    String url() {
        return scheme + "://localhost:" + server.actualPort();
    }

    /** What makes a server offer it under that name. */
    Map<String, String> settings(String name) {
        var prefix = "rota.upstream." + name + ".";
        return Map.of(
                prefix + "issuer",
                url(),
                prefix + "client-id",
                CLIENT,
                prefix + "client-secret",
                SECRET,
                prefix + "label",
                "Example <" + name + ">");
    }

    /** What the browser brings back from {@code url}, where {@code subject} has signed in. */
    Map<String, String> approve(String url, String subject, Consumer<IdToken> change) {
        var request = fields(URI.create(url).getRawQuery());
        var id = new IdToken();
        var now = Instant.now().getEpochSecond();
        id.claims
                .put("iss", url())
                .put("sub", subject)
                .put("aud", CLIENT)
                .put("nonce", request.get("nonce"))
                .put("iat", now)
                .put("exp", now + 36_000);
        change.accept(id);
        var code = UUID.randomUUID().toString();
        codes.put(code, new Grant(request, id));
        return new HashMap<>(Map.of("code", code, "state", request.getOrDefault("state", ""), "iss", url()));
    }

    /** From now on the token endpoint does that. */
    void onToken(Consumer<HttpServerRequest> other) {
        token = other;
    }

    void onToken() {
        token = this::issue;
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case METADATA -> end(request, 200, metadata());
            case "/keys" ->
                end(
                        request,
                        200,
                        new JsonObject()
                                .put(
                                        "keys",
                                        new JsonArray()
                                                .add(new JsonObject(
                                                        key.toPublicJWK().toJSONString()))));
            case TOKEN -> token.accept(request);
            default -> end(request, 404, new JsonObject());
        }
    }

    private JsonObject metadata() {
        return new JsonObject()
                .put("issuer", url())
                .put("authorization_endpoint", url() + "/authorize?tenant=a")
                .put("token_endpoint", url() + TOKEN)
                .put("jwks_uri", url() + "/keys")
                .put("authorization_response_iss_parameter_supported", true);
    }

    private void issue(HttpServerRequest request) {
        request.body()
                .onSuccess(body -> {
                    var form = fields(body.toString());
                    var grant = codes.remove(form.getOrDefault("code", ""));
                    if (grant == null || !isDue(request, form, grant)) {
                        end(request, 400, new JsonObject().put("error", "invalid_grant"));
                    } else {
                        end(
                                request,
                                200,
                                new JsonObject()
                                        .put("access_token", "opaque")
                                        .put("token_type", "Bearer")
                                        .put("expires_in", 300)
                                        .put("id_token", compact(grant.token())));
                    }
                })
                .onFailure(gone -> {});
    }

    private static Map<String, String> fields(String encoded) {
        var fields = new HashMap<String, String>();
        URLUtils.parseParameters(encoded).forEach((name, values) -> fields.put(name, values.get(0)));
        return fields;
    }

    private static boolean isDue(HttpServerRequest request, Map<String, String> form, Grant grant) {
        var basic =
                "Basic " + Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
        var challenge = CodeChallenge.compute(
                CodeChallengeMethod.S256, new CodeVerifier(form.getOrDefault("code_verifier", "")));
        return basic.equals(request.getHeader("Authorization"))
                && challenge.getValue().equals(grant.request().get("code_challenge"))
                && form.getOrDefault("redirect_uri", "").equals(grant.request().get("redirect_uri"));
    }

    private String compact(IdToken token) {
        var body = Base64URL.encode(token.header.encode()) + "." + Base64URL.encode(token.claims.encode());
        return body + "." + (token.signed ? signature(body, token.byAnotherKey ? ec() : key) : "");
    }

    private static String signature(String body, ECKey key) {
        try {
            var header = new JWSHeader(JWSAlgorithm.ES256);
            return new ECDSASigner(key)
                    .sign(header, body.getBytes(StandardCharsets.US_ASCII))
                    .toString();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static void end(HttpServerRequest request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(Buffer.buffer(body.encode()))
                .onFailure(gone -> {});
    }

    static String query(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .reduce((a, b) -> a + "&" + b)
                .orElse("");
    }

    private static ECKey ec() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
