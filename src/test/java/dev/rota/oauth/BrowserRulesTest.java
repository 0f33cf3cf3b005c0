package dev.rota.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Scope;
import dev.rota.oauth.token.Subject;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Security on the whole server: what browsers and old clients may do with an access token that is good. */
class BrowserRulesTest {
    private static final Set<Scope> SCOPES = Set.of(Scope.TASKS_READ, Scope.TASKS_WRITE);
    private static final String FRIEND = "https://friend.example";
    private static final TestServer SERVER =
            TestServer.start(TestDatabase.create(), Map.of("rota.allowed-origins", FRIEND));
    private static final TestGrants GRANTS = new TestGrants(SERVER);

    private final TestOrganization organization = SERVER.organization();
    private final List<String> paths =
            List.of("/mcp", "/mcp/readonly", "/mcp/x/all", "/api/mcp", "/mcp/o/" + organization.slug());

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @TestFactory
    Stream<DynamicTest> r5_a_page_of_another_origin_is_refused_with_the_best_of_tokens() {
        return paths.stream().flatMap(path -> Stream.of(
                        "null", "https://evil.example", FRIEND + ".evil.example", "http://friend.example")
                .map(origin -> DynamicTest.dynamicTest(path + " from " + origin, () -> {
                    var token = token(path);
                    assertThat(list(path, token).status()).isEqualTo(200);
                    for (var ours : List.of(FRIEND, GRANTS.url(""))) {
                        assertThat(send(request(path, token, listing()).header("Origin", ours))
                                        .status())
                                .isEqualTo(200);
                    }

                    var refused =
                            send(request(path, token, creating("from afar")).header("Origin", origin));

                    assertThat(refused.status()).isEqualTo(403);
                    assertThat(refused.json().getString("code")).isEqualTo("origin_forbidden");
                    assertThat(refused.header("access-control-allow-origin")).isEmpty();
                    assertThat(tasks()).isEmpty();
                })));
    }

    @TestFactory
    Stream<DynamicTest> r6_every_page_reads_public_documents_and_nothing_else() {
        var open = List.of(
                "/.well-known/oauth-protected-resource/mcp",
                "/.well-known/oauth-protected-resource/api/mcp",
                "/.well-known/oauth-protected-resource/api/v1",
                "/.well-known/oauth-authorization-server/auth",
                "/.well-known/openid-configuration/auth",
                "/auth/jwks");
        var apis = List.of(
                "/mcp", "/auth/authorize", "/auth/token", "/auth/register", "/auth/revoke", "/auth/introspect", "/no");
        var pages = List.of("/auth/login", "/auth/logout", "/auth/consent", "/auth/device");
        return Stream.concat(
                open.stream()
                        .map(path -> DynamicTest.dynamicTest(path, () -> {
                            var answer = from("https://evil.example", path);
                            assertThat(answer.status()).isEqualTo(200);
                            assertThat(answer.header("access-control-allow-origin"))
                                    .isEqualTo("*");
                            assertThat(answer.header("access-control-allow-credentials"))
                                    .isEmpty();
                        })),
                Stream.concat(apis.stream(), pages.stream())
                        .map(path -> DynamicTest.dynamicTest(path, () -> {
                            var friendly = pages.contains(path) ? "" : FRIEND;
                            assertThat(from("https://evil.example", path).header("access-control-allow-origin"))
                                    .isEmpty();
                            assertThat(from(FRIEND, path).header("access-control-allow-origin"))
                                    .isEqualTo(friendly);
                            assertThat(from(FRIEND, path).header("access-control-allow-credentials"))
                                    .isEmpty();
                        })));
    }

    @TestFactory
    Stream<DynamicTest> r7_there_is_nothing_to_get_or_delete_and_no_session() {
        return paths.stream()
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    var token = token(path);
                    for (var method : List.of("GET", "DELETE")) {
                        var answer = send(request(path, token, new JsonObject())
                                .header("Mcp-Session-Id", "a-session")
                                .method(method, BodyPublishers.noBody()));
                        assertThat(answer.status()).as(method).isEqualTo(405);
                        assertThat(answer.header("allow")).isEqualTo("POST");
                    }
                    var plain = list(path, token);
                    var resumed = send(request(path, token, listing())
                            .header("Mcp-Session-Id", "a-session")
                            .header("Last-Event-ID", "7"));
                    assertThat(resumed.body()).isEqualTo(plain.body());
                    assertThat(resumed.headers().keySet()).doesNotContain("mcp-session-id");
                    var initialized = send(SERVER.request(
                                    path,
                                    TestServer.message(
                                            "initialize", new JsonObject().put("protocolVersion", "2025-11-25")))
                            .header("Authorization", "Bearer " + token));
                    assertThat(initialized.status()).isEqualTo(200);
                    assertThat(initialized.headers().keySet()).doesNotContain("mcp-session-id");
                }));
    }

    private static Answer list(String path, String token) {
        return send(request(path, token, listing()));
    }

    private static Answer from(String origin, String path) {
        return send(HttpRequest.newBuilder(URI.create(GRANTS.url(path))).header("Origin", origin));
    }

    private static HttpRequest.Builder request(String path, String token, JsonObject call) {
        return SERVER.request(path, TestServer.message("tools/call", call)).header("Authorization", "Bearer " + token);
    }

    private static JsonObject listing() {
        return new JsonObject().put("name", "list_tasks").put("arguments", new JsonObject());
    }

    private static JsonObject creating(String title) {
        var task = new JsonObject().put("title", title).put("project", "DEV");
        return new JsonObject().put("name", "create_task").put("arguments", task);
    }

    private List<String> tasks() {
        return SERVER.database().ask("SELECT title FROM rota.task WHERE org_id = " + organization.id());
    }

    private String token(String path) {
        var owner = organization.ownerId();
        return GRANTS.token(Subject.user(owner), GRANTS.grant(owner, path, SCOPES), path, SCOPES);
    }

    private static Answer send(HttpRequest.Builder request) {
        return SERVER.send(request);
    }
}
