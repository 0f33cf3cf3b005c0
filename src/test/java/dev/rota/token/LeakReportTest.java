package dev.rota.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Restrictions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Security C14: {@code POST /tokens/leak-report}, signed as GitHub notifies its secret-scanning partners. */
@ExtendWith(EventLoopRule.class)
class LeakReportTest {
    private static final String KEY = "90a421169f0a406205f1563a953312f0be898d3c7b6c06b681aa86a874555f4a";

    private static TestServer server;
    private static KeyPair scanner;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        scanner = pair();
        var file = directory.resolve("keys.json");
        var key = new JsonObject()
                .put("key_identifier", KEY)
                .put("key", pem(scanner))
                .put("is_current", true);
        Files.writeString(
                file,
                new JsonObject().put("public_keys", new JsonArray().add(key)).encode());
        server = TestServer.start(TestDatabase.create(), Map.of("rota.leak-report.keys-file", file.toString()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void c14_what_is_reported_is_ended_and_its_owner_told() throws Exception {
        var acme = server.organization();
        var tokens = List.of(
                acme.issue(OpaqueToken.Kind.USER, acme.memberId(), null, Restrictions.NONE),
                acme.issue(OpaqueToken.Kind.ORG, acme.ownerId(), null, Restrictions.NONE),
                acme.agentToken(Restrictions.NONE));
        var untouched = acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE);
        tokens.forEach(token -> assertThat(use(token)).isEqualTo(200));
        var report = new JsonArray();
        tokens.forEach(token -> report.add(found(token.reveal())));

        var answer = report(report.encode());

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
        tokens.forEach(token -> assertThat(use(token)).isEqualTo(401));
        assertThat(use(untouched)).isEqualTo(200);
        assertThat(told(acme)).hasSize(3);
    }

    @Test
    void c14_the_answer_tells_nothing_and_a_replay_does_nothing() throws Exception {
        var acme = server.organization();
        var token = acme.issue(OpaqueToken.Kind.USER, acme.memberId(), null, Restrictions.NONE);
        var report = new JsonArray().add(found(token.reveal())).encode();
        var matched = report(report);
        var replayed = report(report);
        var unknown = report(new JsonArray()
                .add(found(OpaqueToken.random(OpaqueToken.Kind.USER).reveal()))
                .encode());
        var nonsense = report(new JsonArray().add(found("ghp_something")).encode());
        assertThat(List.of(replayed, unknown, nonsense)).containsOnly(matched);
        assertThat(told(acme)).hasSize(1);
    }

    @Test
    void c14_a_report_that_nobody_known_has_signed_is_refused() throws Exception {
        var acme = server.organization();
        var token = acme.issue(OpaqueToken.Kind.USER, acme.memberId(), null, Restrictions.NONE);
        var report = new JsonArray().add(found(token.reveal())).encode();
        var good = sign(scanner.getPrivate(), report);
        var refused = List.of(
                send(report, Map.of()),
                send(report, headers(KEY, sign(pair().getPrivate(), report))),
                send(report, headers("another", good)),
                send(report + " ", headers(KEY, good)),
                send(report, headers(KEY, good.substring(4))),
                send(report, headers(KEY, "not base64")),
                send("not json", headers(KEY, good)));
        assertThat(refused).extracting(Answer::status).containsOnly(401);
        assertThat(refused).extracting(Answer::body).containsOnly(refused.get(0).body());
        assertThat(use(token)).isEqualTo(200);
        try (var without = TestServer.start()) {
            assertThat(send(without, report, headers(KEY, good)).status()).isEqualTo(401);
        }
        assertThat(send(report, Map.of("Leak-Report-Key-Identifier", KEY, "Leak-Report-Signature", good))
                        .status())
                .isEqualTo(202);
        assertThat(use(token)).isEqualTo(401);
    }

    @Test
    void c14_a_report_is_bounded() throws Exception {
        var many = new JsonArray();
        for (var n = 0; n < 101; n++) {
            many.add(found("x" + n));
        }
        assertThat(report(many.encode()).status()).isEqualTo(422);
        assertThat(report("[]").status()).isEqualTo(422);
        assertThat(report("[{\"url\":\"https://example.com\"}]").status()).isEqualTo(422);
        assertThat(report("{").status()).isEqualTo(400);
        var large = "[{\"token\":\"" + "x".repeat(1_100_000) + "\"}]";
        assertThat(send(large, headers(KEY, "any")).status()).isEqualTo(413);
    }

    private static JsonObject found(String token) {
        return new JsonObject()
                .put("token", token)
                .put("type", "rota_token")
                .put("url", "https://example.com/secrets.txt")
                .put("source", "commit");
    }

    private static Answer report(String body) throws GeneralSecurityException {
        return send(body, headers(KEY, sign(scanner.getPrivate(), body)));
    }

    private static Map<String, String> headers(String key, String signature) {
        return Map.of("Github-Public-Key-Identifier", key, "Github-Public-Key-Signature", signature);
    }

    private static Answer send(String body, Map<String, String> headers) {
        return send(server, body, headers);
    }

    private static Answer send(TestServer to, String body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + to.port() + "/api/v1/tokens/leak-report"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("X-Request-Id", "the-same")
                .POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return to.send(request);
    }

    private static KeyPair pair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static String sign(PrivateKey key, String body) throws GeneralSecurityException {
        var signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(key);
        signing.update(body.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(signing.sign());
    }

    private static int use(OpaqueToken token) {
        return server.mcp("/mcp", token, "tools/list", new JsonObject()).status();
    }

    private static List<String> told(TestOrganization organization) {
        return server.database()
                .ask("SELECT object_key FROM rota.audit_event WHERE action = 'revoke_leaked_token' AND org_id = "
                        + organization.id());
    }
}
