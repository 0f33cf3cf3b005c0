package dev.rota.mcp.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.rota.Npm;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.egress.TestAuthority;
import dev.rota.egress.TestSite;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.oauth.TestPerson;
import dev.rota.oauth.TestSignIns;
import dev.rota.oauth.client.Clients;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each official client is given nothing but an endpoint's URL, finds the authorization server by itself, has its person
 * decide in a browser, and lists tasks; then it goes on after its access token has ended.
 */
class SignedInClientsTest {
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final Set<Scope> READING = Set.of(Scope.TASKS_READ, Scope.ORGANIZATIONS_READ);

    private static final TestAuthority AUTHORITY = TestAuthority.of();
    private static final TestSite SITE = new TestSite(AUTHORITY);

    private static TestServer server;
    private static TestSignIns signIns;
    private static TestOrganization organization;
    private static TestPerson owner;

    private Path home;

    @BeforeAll
    static void start() {
        server = TestServer.start(
                TestDatabase.create(),
                Map.of(
                        "rota.limit.drain-accept",
                        "0s",
                        "rota.limit.registrations-per-hour",
                        "1000",
                        "rota.egress.allow",
                        "127.0.0.0/8",
                        "rota.egress.ca-file",
                        AUTHORITY.certificates().toString()));
        signIns = new TestSignIns(server);
        organization = server.organization();
        owner = signIns.owner(organization);
        var token = organization.issue(OpaqueToken.Kind.USER, organization.ownerId(), null, Restrictions.NONE);
        server.tool(
                token, "create_task", new JsonObject().put("title", "Sign in").put("project", "DEV"));
    }

    @BeforeEach
    void home(@TempDir Path directory) {
        home = directory;
    }

    @AfterAll
    static void stop() {
        server.close();
        SITE.close();
    }

    @ParameterizedTest
    @CsvSource({"1, /mcp", "1, /api/mcp", "2, /mcp", "2, /api/mcp"})
    void the_typescript_sdks_register_sign_in_and_refresh(String sdk, String path) {
        var seen = run(path, Map.of(), "oauth-sdk.mjs", sdk, "dynamic");
        isSignedIn(seen);
        assertThat(seen.getBoolean("refreshable")).isTrue();
        assertThat(seen.getBoolean("refreshed")).isTrue();
        assertThat(seen.getBoolean("rotated")).isTrue();
        assertThat(seen.getBoolean("same")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void the_typescript_sdks_sign_in_as_registered_clients(String sdk) {
        var client = signIns.registered("Registered SDK " + sdk, "http://127.0.0.1/callback");
        var seen = run("/mcp", credentials(client), "oauth-sdk.mjs", sdk, "registered");
        isSignedIn(seen);
        assertThat(seen.getBoolean("rotated")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, /mcp", "1, /api/mcp", "2, /mcp", "2, /api/mcp"})
    void the_typescript_sdks_act_as_an_agent_with_a_secret(String sdk, String path) {
        var client = signIns.machine(organization, READING, null);
        isSignedIn(run(path, credentials(client), "oauth-sdk.mjs", sdk, "secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void the_typescript_sdks_act_as_an_agent_with_a_key(String sdk) throws Exception {
        var key = new ECKeyGenerator(Curve.P_256).keyID("of-tests").generate();
        var client = signIns.machine(organization, READING, key);
        var environment = Map.of("CLIENT_ID", client.client().id(), "CLIENT_KEY", key.toJSONString());
        isSignedIn(run("/mcp", environment, "oauth-sdk.mjs", sdk, "key"));
    }

    @ParameterizedTest
    @CsvSource({"legacy, /mcp", "legacy, /api/mcp", "auto, /mcp", "auto, /api/mcp"})
    void a_host_behind_mcp_remote_registers_and_signs_in(String protocol, String path) {
        isSignedIn(run(path, Map.of(), "oauth-remote.mjs", "--protocol", protocol));
    }

    @Test
    void a_host_behind_mcp_remote_acts_as_an_agent() {
        var client = signIns.machine(organization, READING, null);
        var secret = client.secret();
        assertThat(secret).isNotNull();
        var known = new JsonObject().put("client_id", client.client().id()).put("client_secret", secret.reveal());
        isSignedIn(run(
                "/mcp",
                Map.of(),
                "oauth-remote.mjs",
                "--client-credentials",
                "--static-oauth-client-info",
                known.encode()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void a20_the_typescript_sdks_are_known_by_their_document(String sdk) {
        var url = published("/sdk-" + sdk + ".json", "http://127.0.0.1/callback");
        var seen = run("/mcp", Map.of("CLIENT_ID", url), "oauth-sdk.mjs", sdk, "document");
        isSignedIn(seen);
        assertThat(seen.getBoolean("rotated")).isTrue();
        assertThat(SITE.requests("/sdk-" + sdk + ".json")).isPositive();
    }

    @Test
    void a20_a_host_behind_mcp_remote_is_known_by_its_document() {
        var url = published("/remote.json", "http://localhost/oauth/callback", "http://127.0.0.1/oauth/callback");
        isSignedIn(run("/mcp", Map.of(), "oauth-remote.mjs", "--client-metadata-url", url));
        assertThat(SITE.requests("/remote.json")).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"legacy, /mcp", "modern, /api/mcp", "auto, /mcp"})
    void the_inspector_registers_and_signs_in(String era, String path) {
        isSignedIn(run(path, Map.of(), "oauth-inspector.mjs", "--protocol-era", era));
    }

    /** A client's document on a site with a private authority; its URL, which is the client's id. */
    private static String published(String path, String... redirectUris) {
        var url = SITE.url(path);
        var document = new JsonObject()
                .put("client_id", url)
                .put("client_name", "A published client")
                .put("redirect_uris", new JsonArray(List.of(redirectUris)))
                .put("token_endpoint_auth_method", "none");
        SITE.page(path, request -> request.response()
                .putHeader("Content-Type", "application/json")
                .end(document.encode()));
        return url;
    }

    private static void isSignedIn(JsonObject seen) {
        assertThat(seen.getString("tasks")).contains("Sign in");
    }

    private static Map<String, String> credentials(Clients.Registered made) {
        var secret = made.secret();
        assertThat(secret).isNotNull();
        return Map.of("CLIENT_ID", made.client().id(), "CLIENT_SECRET", secret.reveal());
    }

    /** What a script saw: the one line of JSON that it prints. Where it asks for a person, the owner decides. */
    private JsonObject run(String path, Map<String, String> more, String script, String... arguments) {
        var npm = Npm.project("clients"); // in the test, so that a skipped one is reported with its reason
        var command = npm.node(script);
        command.addAll(List.of(arguments));
        var environment = new HashMap<>(Map.of("HOME", home.toString(), "NO_COLOR", "1"));
        environment.put("ROTA_URL", signIns.url() + path);
        environment.putAll(more);
        var outcome = npm.run(command, environment, DEADLINE, line -> {
            if (line.startsWith("authorize ")) {
                owner.approvesAndReturns(line.substring("authorize ".length()));
            }
        });
        assertThat(outcome.exit()).as(outcome.output()).isZero();
        return outcome.output()
                .lines()
                .filter(line -> line.startsWith("{"))
                .flatMap(line -> Stream.of(new JsonObject(line)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(outcome.output()));
    }
}
