package dev.rota.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Scope;
import dev.rota.oauth.token.Subject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Security with an access token that is good: nothing beside it counts, and nothing goes around it. */
class ResourceRulesTest {
    private static final Set<Scope> READ = Set.of(Scope.TASKS_READ);
    private static final Set<Scope> WRITE = Set.of(Scope.TASKS_READ, Scope.TASKS_WRITE);
    private static final String FRIEND = "https://friend.example";
    private static final TestServer SERVER =
            TestServer.start(TestDatabase.create(), Map.of("rota.allowed-origins", FRIEND));
    private static final TestGrants GRANTS = new TestGrants(SERVER);
    private static final List<String> PATHS = List.of("/mcp", "/mcp/readonly", "/mcp/x/all", "/api/mcp");

    private final TestOrganization organization = SERVER.organization();

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @TestFactory
    Stream<DynamicTest> r5_a_page_of_another_origin_is_refused_with_the_best_of_tokens() {
        return Stream.concat(PATHS.stream(), Stream.of("/mcp/o/" + organization.slug()))
                .flatMap(path -> Stream.of(
                                "null", "https://evil.example", FRIEND + ".evil.example", "http://friend.example")
                        .map(origin -> DynamicTest.dynamicTest(path + " from " + origin, () -> {
                            var token = token(organization.ownerId(), path, WRITE);
                            assertThat(list(path, token).status()).isEqualTo(200);
                            for (var ours : List.of(FRIEND, GRANTS.url(""))) {
                                assertThat(send(request(path, token, listing()).header("Origin", ours))
                                                .status())
                                        .isEqualTo(200);
                            }

                            var refused = send(
                                    request(path, token, creating("from afar")).header("Origin", origin));

                            assertThat(refused.status()).isEqualTo(403);
                            assertThat(refused.json().getString("code")).isEqualTo("origin_forbidden");
                            assertThat(refused.header("access-control-allow-origin"))
                                    .isEmpty();
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
        var closed = List.of(
                "/mcp",
                "/auth/authorize",
                "/auth/login",
                "/auth/consent",
                "/auth/device",
                "/auth/token",
                "/auth/register",
                "/auth/revoke",
                "/auth/introspect",
                "/nothing");
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
                closed.stream()
                        .map(path -> DynamicTest.dynamicTest(path, () -> {
                            assertThat(from("https://evil.example", path).header("access-control-allow-origin"))
                                    .isEmpty();
                            var friendly = from(FRIEND, path);
                            assertThat(friendly.header("access-control-allow-origin"))
                                    .isEqualTo(FRIEND);
                            assertThat(friendly.header("access-control-allow-credentials"))
                                    .isEmpty();
                        })));
    }

    @TestFactory
    Stream<DynamicTest> r7_there_is_nothing_to_get_or_delete_and_no_session() {
        return Stream.concat(PATHS.stream(), Stream.of("/mcp/o/" + organization.slug()))
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    var token = token(organization.ownerId(), path, READ);
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

    @TestFactory
    Stream<DynamicTest> r8_headers_that_differ_from_the_body_end_the_call() {
        return Stream.of(
                        Map.of("Mcp-Name", "list_tasks"),
                        Map.of("Mcp-Name", "Create_task"),
                        Map.of("Mcp-Name", encoded("list_tasks")),
                        Map.of("Mcp-Name", "=?base64?!?="),
                        Map.of("Mcp-Method", "tools/list"),
                        Map.of("Mcp-Method", "TOOLS/CALL"),
                        Map.of("MCP-Protocol-Version", "2025-11-25"))
                .map(wrong -> DynamicTest.dynamicTest(wrong.toString(), () -> {
                    var request = modern(token(organization.ownerId(), "/mcp", WRITE), creating("mismatched"));
                    wrong.forEach(request::setHeader);

                    var answer = send(request);

                    assertThat(answer.status()).isEqualTo(400);
                    var error = answer.json().getJsonObject("error");
                    assertThat(error.getInteger("code")).isEqualTo(-32020);
                    assertThat(error.getJsonObject("data").getString("code")).isEqualTo("header_mismatch");
                    assertThat(tasks()).isEmpty();
                }));
    }

    @Test
    void r8_what_is_authorized_is_the_body() {
        var reader = token(organization.ownerId(), "/mcp", READ);
        var disguised = modern(reader, creating("disguised")).setHeader("Mcp-Name", encoded("create_task"));
        var legacy = request("/mcp", reader, creating("disguised"))
                .header("Mcp-Method", "tools/list")
                .header("Mcp-Name", "list_tasks");

        for (var request : List.of(disguised, legacy)) {
            var answer = send(request);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("www-authenticate")).contains("insufficient_scope", "tasks:write");
        }
        assertThat(tasks()).isEmpty();
        assertThat(send(modern(token(organization.ownerId(), "/mcp", WRITE), creating("as it says"))
                                .setHeader("Mcp-Name", encoded("create_task")))
                        .status())
                .isEqualTo(200);
        assertThat(tasks()).containsExactly("as it says");
    }

    @TestFactory
    Stream<DynamicTest> r9_a_batch_is_refused_as_a_whole() {
        return PATHS.stream().flatMap(path -> Stream.of("2025-06-18", "2025-11-25", "2026-07-28")
                .map(version -> DynamicTest.dynamicTest(path + " " + version, () -> {
                    var answer = send(batch(path, token(organization.ownerId(), path, WRITE), version));

                    assertThat(answer.status()).isEqualTo(400);
                    var error = answer.json().getJsonObject("error");
                    assertThat(error.getInteger("code")).isEqualTo(-32600);
                    assertThat(error.getJsonObject("data").getString("code")).isEqualTo("invalid_request");
                    assertThat(tasks()).isEmpty();
                })));
    }

    @Test
    void r9_where_batches_are_spoken_each_message_is_authorized_and_audited_by_itself() {
        var answer = send(batch("/mcp", token(organization.ownerId(), "/mcp", READ), "2025-03-26"));

        assertThat(answer.status()).isEqualTo(200);
        var answers = new JsonArray(answer.body());
        assertThat(answers).hasSize(2);
        assertThat(answers.getJsonObject(0).containsKey("result")).isTrue();
        assertThat(answers.getJsonObject(1).getJsonObject("error").getInteger("code"))
                .isEqualTo(40300);
        assertThat(tasks()).isEmpty();
        assertThat(events("action || ' ' || outcome"))
                .containsExactly("list_tasks ok", "create_task insufficient_scope");
    }

    @Test
    void r10_a_cursor_is_worth_nothing_with_the_token_of_another() {
        var owner = token(organization.ownerId(), "/mcp", WRITE);
        send(request("/mcp", owner, creating("one")));
        send(request("/mcp", owner, creating("two")));
        var page = page(owner, null).tool();
        var cursor = page.getString("next_cursor");
        assertThat(cursor).matches("[A-Za-z0-9_-]+");
        assertThat(page(owner, cursor).tool().getJsonArray("tasks")).hasSize(1);

        for (var other : List.of(organization.memberId(), SERVER.organization().ownerId())) {
            var answer = page(token(other, "/mcp", WRITE), cursor);
            assertThat(answer.json().getJsonObject("result").getBoolean("isError"))
                    .isTrue();
            assertThat(answer.body()).contains("cursor").doesNotContain("\"tasks\"", "one", "two");
        }
    }

    @TestFactory
    Stream<DynamicTest> r13_what_a_client_says_of_itself_decides_nothing() {
        return Stream.of(
                        "rota-admin",
                        "root",
                        organization.slug(),
                        "' OR 1=1 --",
                        "<script>alert(1)</script>",
                        "x".repeat(300))
                .map(name -> DynamicTest.dynamicTest(name.length() > 40 ? "a long name" : name, () -> {
                    var reader = token(organization.ownerId(), "/mcp", READ);
                    var boast = new JsonObject()
                            .put(
                                    "io.modelcontextprotocol/clientInfo",
                                    new JsonObject().put("name", name).put("version", "1"))
                            .put("scope", "tasks:write")
                            .put("sub", "1")
                            .put("organization", "another");

                    var modern = send(modern(reader, creating("boasted"), boast).header("User-Agent", name));
                    var legacy =
                            send(request("/mcp", reader, creating("boasted").put("_meta", boast))
                                    .header("User-Agent", name));

                    assertThat(modern.status()).isEqualTo(403);
                    assertThat(legacy.status()).isEqualTo(403);
                    assertThat(tasks()).isEmpty();
                    var seen = send(modern(reader, listing(), boast).header("User-Agent", name));
                    assertThat(seen.status()).isEqualTo(200);
                    assertThat(events("client"))
                            .isNotEmpty()
                            .allMatch(client -> client.length() <= 128)
                            .allMatch(client -> client.startsWith(name.substring(0, Math.min(name.length(), 128))));
                }));
    }

    private Answer page(String token, @org.jspecify.annotations.Nullable String cursor) {
        var arguments = new JsonObject().put("limit", 1);
        if (cursor != null) {
            arguments.put("cursor", cursor);
        }
        return send(request(
                "/mcp", token, new JsonObject().put("name", "list_tasks").put("arguments", arguments)));
    }

    private Answer list(String path, String token) {
        return send(request(path, token, listing()));
    }

    private static Answer from(String origin, String path) {
        return send(HttpRequest.newBuilder(URI.create(GRANTS.url(path))).header("Origin", origin));
    }

    private static HttpRequest.Builder batch(String path, String token, String version) {
        var messages = new JsonArray()
                .add(TestServer.message("tools/call", listing()).put("id", 1))
                .add(TestServer.message("tools/call", creating("one of many")).put("id", 2));
        return request(path, token, listing())
                .setHeader("MCP-Protocol-Version", version)
                .POST(BodyPublishers.ofString(messages.encode()));
    }

    private static HttpRequest.Builder request(String path, String token, JsonObject call) {
        return SERVER.request(path, TestServer.message("tools/call", call)).header("Authorization", "Bearer " + token);
    }

    private static HttpRequest.Builder modern(String token, JsonObject call) {
        return modern(token, call, new JsonObject());
    }

    /** A call of the modern era, whose headers are as its body; {@code more} of what is said beside it. */
    private static HttpRequest.Builder modern(String token, JsonObject call, JsonObject more) {
        var meta = new JsonObject()
                .put("io.modelcontextprotocol/protocolVersion", "2026-07-28")
                .put("io.modelcontextprotocol/clientCapabilities", new JsonObject())
                .mergeIn(more);
        return request("/mcp", token, call.copy().put("_meta", meta))
                .setHeader("MCP-Protocol-Version", "2026-07-28")
                .setHeader("Mcp-Method", "tools/call")
                .setHeader("Mcp-Name", call.getString("name"));
    }

    private static String encoded(String name) {
        return "=?base64?" + Base64.getEncoder().encodeToString(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                + "?=";
    }

    private static JsonObject listing() {
        return new JsonObject().put("name", "list_tasks").put("arguments", new JsonObject());
    }

    private static JsonObject creating(String title) {
        return new JsonObject().put("name", "create_task").put("arguments", new JsonObject().put("title", title));
    }

    private List<String> tasks() {
        return SERVER.database().ask("SELECT title FROM rota.task WHERE org_id = " + organization.id());
    }

    /** The given column of the organization's audit of calls, in order. */
    private List<String> events(String column) {
        return SERVER.database()
                .ask("SELECT " + column + " FROM rota.audit_event WHERE category = 'MCP' AND org_id = "
                        + organization.id() + " ORDER BY id");
    }

    private static String token(long user, String path, Set<Scope> scopes) {
        return GRANTS.token(Subject.user(user), GRANTS.grant(user, path, scopes), path, scopes);
    }

    private static Answer send(HttpRequest.Builder request) {
        return SERVER.send(request);
    }
}
