package dev.rota.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.logging.LoggingSettings.Format;
import dev.rota.logging.LoggingSettings.Level;
import dev.rota.oauth.TestAuthorization;
import dev.rota.oauth.TestAuthorizations;
import dev.rota.oauth.TestBrowser;
import dev.rota.oauth.client.AuthenticationMethod;
import dev.rota.oauth.client.Client;
import dev.rota.token.OpaqueToken;
import dev.rota.trace.TestCollector;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.slf4j.LoggerFactory;

/** Everything that leaves the server for people to read while calls of every kind go well and badly, at its most talkative. */
@ResourceLock(Resources.SYSTEM_ERR)
class OutputTest {
    private static final String CONTENT = "WORDS-OF-A-TENANT";
    private static final String OF_COLLECTOR = "of-the-collector-0123456789";

    private static final List<String> SECRETS = new ArrayList<>();
    private static final ByteArrayOutputStream ERR = new ByteArrayOutputStream();

    private static TestServer server;
    private static TestOrganization organization;
    private static String logs;
    private static String spans;
    private static String metrics;

    @BeforeAll
    static void run() {
        var before = System.err;
        System.setErr(new PrintStream(ERR, true, StandardCharsets.UTF_8));
        var settings = new LoggingSettings(Format.JSON, Level.DEBUG, 1 << 20);
        try (var collector = new TestCollector()) {
            try (var logging = Logging.start(settings)) {
                server = TestServer.start(TestDatabase.create(), settings(collector));
                organization = server.organization();
                try (var serving = server) {
                    calls();
                    signIns();
                    grants();
                    metrics = serving.metrics();
                }
                assertThat(logging.dropped()).isZero();
            }
            spans = collector.received();
        } finally {
            System.setErr(before);
            Logging.first((LoggerContext) LoggerFactory.getILoggerFactory());
        }
        logs = ERR.toString(StandardCharsets.UTF_8);
    }

    private static Map<String, String> settings(TestCollector collector) {
        return Map.of(
                "rota.tracing.endpoint",
                collector.url(),
                "rota.tracing.authorization",
                secret("Bearer " + OF_COLLECTOR));
    }

    private static void calls() {
        var token = secret(organization.agentToken(Restrictions.NONE).reveal());
        var unknown = secret(OpaqueToken.random(OpaqueToken.Kind.AGENT).reveal());
        var create = new JsonObject()
                .put("name", "create_task")
                .put("arguments", new JsonObject().put("title", CONTENT).put("project", "DEV"));
        var call = TestServer.message("tools/call", create);
        assertThat(sent(server.request("/mcp", call).setHeader("X-Request-Id", "goes-well"), token))
                .isEqualTo(200);
        assertThat(sent(server.request("/mcp", call), unknown)).isEqualTo(401);
        assertThat(sent(server.request("/mcp?token=" + token, call), token)).isEqualTo(400);
        assertThat(sent(
                        server.request("/mcp", call).header("Cookie", "session=" + secret("cookie-0123456789abcdef")),
                        token))
                .isEqualTo(200);
        var path = URI.create("http://localhost:" + server.port() + "/api/v1/organizations/x/members/" + token);
        assertThat(sent(HttpRequest.newBuilder(path), token)).isGreaterThanOrEqualTo(400);
    }

    private static void signIns() {
        var email = new TestAuthorization(server).owner(organization);
        var browser = new TestBrowser(server.port());
        assertThat(browser.signIn(email, secret("a wrong password of theirs")).status())
                .isLessThan(500);
        assertThat(browser.signIn(email, secret(TestAuthorization.PASSWORD)).status())
                .isLessThan(400);
        secret(browser.session().orElseThrow());
        assertThat(browser.get("/auth/login").status()).isLessThan(500);
    }

    private static void grants() {
        var people = new TestAuthorizations(server);
        secret(TestAuthorizations.VERIFIER);
        var client = people.client();
        var code = secret(people.code(organization.ownerId(), client));
        var tokens = people.redeem(code, client).json();
        secret(tokens.getString("access_token"));
        var refresh = secret(tokens.getString("refresh_token"));
        assertThat(people.call(tokens.getString("access_token")).status()).isEqualTo(200);
        secret(people.refresh(refresh, client).json().getString("refresh_token"));
        assertThat(people.redeem(code, client).status()).isEqualTo(400); // again, which ends the family
        var machine =
                people.client(AuthenticationMethod.CLIENT_SECRET_BASIC, Set.of(Client.CLIENT_CREDENTIALS), List.of());
        secret(Objects.requireNonNull(machine.secret()).reveal());
        var basic = TestAuthorizations.basic(machine);
        secret(basic.substring("Basic ".length()));
        var form = TestAuthorizations.form("client_credentials", machine.client());
        assertThat(people.post("/auth/token", form, basic).status()).isEqualTo(400);
    }

    private static int sent(HttpRequest.Builder request, String token) {
        return server.send(request.header("Authorization", "Bearer " + token)).status();
    }

    @CanIgnoreReturnValue
    private static String secret(String secret) {
        SECRETS.add(secret);
        return secret;
    }

    @AfterAll
    static void forget() {
        SECRETS.clear();
    }

    @Test
    void s2_no_secret_is_in_any_output() {
        assertThat(SECRETS).hasSizeGreaterThan(11).doesNotHaveDuplicates();
        for (var secret : SECRETS) {
            var end = secret.substring(secret.length() * 2 / 3); // what is left of one that was masked half
            for (var output : List.of(logs, spans, metrics)) {
                assertThat(output.contains(secret) || output.contains(end))
                        .as(secret)
                        .isFalse();
            }
        }
        assertThat(logs.lines().filter(line -> line.contains("\"message\":\"request\"")))
                .as("requests that were logged")
                .hasSizeGreaterThan(10);
    }

    @Test
    void s3_no_body_is_logged_at_any_level() {
        assertThat(logs).doesNotContain(CONTENT);
        assertThat(spans).doesNotContain(CONTENT);
        assertThat(metrics).doesNotContain(CONTENT);
    }

    @Test
    void a_line_says_which_request_it_is_of_and_whose() {
        var line = logs.lines()
                .filter(one -> one.contains("\"request_id\":\"goes-well\""))
                .map(JsonObject::new)
                .filter(one -> "request".equals(one.getString("message")))
                .findFirst()
                .orElseThrow();
        assertThat(line.getString("organization_id"))
                .isEqualTo(organization.id().toString());
        assertThat(line.getString("principal_kind")).isEqualTo("agent");
        assertThat(line.getString("principal_id")).isEqualTo(Long.toString(organization.agentId()));
        assertThat(line.getString("trace_id")).matches("[0-9a-f]{32}");
        assertThat(line.getString("route")).isEqualTo("/mcp");
    }
}
