package dev.rota.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Scope;
import dev.rota.oauth.token.Subject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Security with an access token that is good: nothing beside it counts, and nothing goes around it. */
class ResourceRulesTest {
    /** A scope that no tool of the path asks for. */
    private static final Scope NO_TOOLS = Scope.ORGANIZATIONS_READ;

    private static final Set<Scope> READ = Set.of(Scope.TASKS_READ);
    private static final Set<Scope> WRITE = Set.of(Scope.TASKS_READ, Scope.TASKS_WRITE);
    private static final String ALL = "/mcp/x/all";
    /** The one tool without a scope: it tells callers who they are. */
    private static final String FOR_EVERYBODY = "get_context";

    private static final TestServer SERVER = TestServer.start();
    private static final TestGrants GRANTS = new TestGrants(SERVER);
    private static final List<String> PATHS = List.of("/mcp", "/mcp/readonly", "/mcp/x/all", "/api/mcp");

    private final TestOrganization organization = SERVER.organization();

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @TestFactory
    Stream<DynamicTest> r4_every_tool_refuses_without_any_of_its_scopes_and_names_them_all() {
        var owner = organization.ownerId();
        var nothing = token(owner, ALL, Set.of(NO_TOOLS));
        var tools = SERVER.send(SERVER.request(ALL, TestServer.message("tools/list", new JsonObject()))
                        .header("Authorization", "Bearer " + token(owner, ALL, Scope.OF_TOOLS)))
                .json()
                .getJsonObject("result")
                .getJsonArray("tools");
        return tools.stream()
                .map(tool -> ((JsonObject) tool).getString("name"))
                .filter(name -> !name.equals(FOR_EVERYBODY))
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    var call = new JsonObject().put("name", name).put("arguments", briefly(name));
                    var needed = missing(send(request(ALL, nothing, call)));

                    assertThat(needed).isNotEmpty();
                    for (var one : needed) {
                        var others = EnumSet.of(NO_TOOLS, needed.toArray(Scope[]::new));
                        others.remove(one);
                        assertThat(missing(send(request(ALL, token(owner, ALL, others), call))))
                                .as("without " + one.wire())
                                .isEqualTo(needed);
                    }
                    assertThat(send(request(ALL, token(owner, ALL, needed), call))
                                    .status())
                            .isEqualTo(200);
                }));
    }

    /** Nothing, but for the one that would wait. */
    private static JsonObject briefly(String tool) {
        return tool.equals("wait_for_changes") ? new JsonObject().put("timeout_seconds", 1) : new JsonObject();
    }

    /** What the challenge of a refusal for want of scopes names. */
    private static Set<Scope> missing(Answer refused) {
        assertThat(refused.status()).as(refused.body()).isEqualTo(403);
        var challenge = refused.header("www-authenticate");
        assertThat(challenge).contains("error=\"insufficient_scope\"");
        var names = Set.of(
                challenge.replaceAll(".*scope=\"([^\"]*)\", resource.*", "$1").split(" "));
        return Arrays.stream(Scope.values())
                .filter(scope -> names.contains(scope.wire()))
                .collect(Collectors.toSet());
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
        send(request("/mcp", owner, creating("Alpha")));
        send(request("/mcp", owner, creating("Omega")));
        var page = page(owner, null).tool();
        var cursor = page.getString("next_cursor");
        assertThat(cursor).matches("[A-Za-z0-9_-]+");
        assertThat(page(owner, cursor).tool().getJsonArray("tasks")).hasSize(1);

        for (var other : List.of(organization.memberId(), SERVER.organization().ownerId())) {
            var answer = page(token(other, "/mcp", WRITE), cursor);
            assertThat(answer.json().getJsonObject("result").getBoolean("isError"))
                    .isTrue();
            assertThat(answer.body()).contains("cursor").doesNotContain("\"tasks\"", "Alpha", "Omega");
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
                    var before = events("client").size();
                    var seen = send(modern(reader, listing(), boast).header("User-Agent", name));
                    assertThat(seen.status()).isEqualTo(200);
                    var shown = name + "/1";
                    assertThat(events("client").subList(before, before + 1))
                            .containsExactly(shown.substring(0, Math.min(shown.length(), 128)));
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
        var task = new JsonObject().put("title", title).put("project", "DEV");
        return new JsonObject().put("name", "create_task").put("arguments", task);
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
