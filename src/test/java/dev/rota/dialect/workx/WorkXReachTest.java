package dev.rota.dialect.workx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestHttpClient;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.oauth.TestGrants;
import dev.rota.oauth.token.Subject;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the WORK-X endpoint lets in, and what they reach. */
class WorkXReachTest {
    private static final Set<Scope> SCOPES = Set.of(Scope.TASKS_READ, Scope.TASKS_WRITE, Scope.COMMITS_WRITE);

    private static TestServer server;
    private static TestGrants grants;

    private TestOrganization acme;
    private WorkXClient personal;
    private WorkXClient org;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        grants = new TestGrants(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void found() {
        acme = server.organization();
        personal = WorkXClient.personal(server, acme);
        org = WorkXClient.org(server, acme);
    }

    /** A task in DEV; its key. */
    private static String made(TestOrganization organization, String title, boolean membersOwn) {
        var given = new JsonObject().put("title", title).put("project", "DEV");
        if (membersOwn) {
            given.put("assignee", "Mel of " + organization.slug());
        }
        return server.tool(organization.agentToken(Restrictions.NONE), "create_task", given)
                .tool()
                .getJsonObject("task")
                .getString("key");
    }

    private static Answer bearing(String token, String path, String body) {
        return server.send(WorkXClient.post(server, path, body).header("Authorization", "Bearer " + token));
    }

    private static void policy(TestOrganization organization, String json) {
        server.database()
                .execute("UPDATE rota.organization SET policy = '" + json + "' WHERE id = " + organization.id());
    }

    private static int code(Answer answer) {
        return answer.json().getJsonObject("error").getInteger("code");
    }

    @Test
    void agents_are_not_let_in_with_a_token_or_an_access_token() {
        var mine = WorkXClient.message("listMyTasks", "{}");
        var grant = grants.grant(acme.ownerId(), acme.id().value(), acme.agentId(), WorkXClient.PATH, SCOPES);
        var jwt = grants.token(Subject.agent(acme.agentId()), grant, WorkXClient.PATH, SCOPES);
        for (var token : List.of(acme.agentToken(Restrictions.NONE).reveal(), jwt)) {
            var answer = bearing(token, WorkXClient.PATH, mine);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(code(answer)).isEqualTo(-32000);
        }
    }

    @Test
    void a_persons_access_token_for_the_path_acts_as_a_personal_token() {
        made(acme, "mine", true);
        var other = made(acme, "not mine", false);
        var grant = grants.grant(acme.memberId(), WorkXClient.PATH, SCOPES);
        var jwt = grants.token(Subject.user(acme.memberId()), grant, WorkXClient.PATH, SCOPES);
        var tools = bearing(jwt, WorkXClient.PATH, "{\"jsonrpc\":\"2.0\",\"method\":\"tools/list\",\"id\":1}");
        assertThat(tools.json().getJsonObject("result").getJsonArray("tools")).hasSize(4);
        assertThat(bearing(jwt, WorkXClient.PATH, WorkXClient.message("listMyTasks", "{}"))
                        .body())
                .contains("\"mine")
                .doesNotContain("not mine");
        var change = "{\"taskId\":\"" + other + "\",\"status\":\"DONE\"}";
        assertThat(bearing(jwt, WorkXClient.PATH, WorkXClient.message("updateTaskStatus", change))
                        .body())
                .contains("not_found");
        assertThat(bearing(jwt, WorkXClient.PATH, WorkXClient.message("getTask", "{}"))
                        .status())
                .isEqualTo(403);
        policy(acme, "{\"mcp_create\": false}");
        assertThat(bearing(jwt, WorkXClient.PATH, WorkXClient.message("listMyTasks", "{}"))
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp", "/api/mcp", "/mcp/rpc"})
    void an_access_token_for_another_path_counts_for_nothing(String audience) {
        var grant = grants.grant(acme.memberId(), audience, SCOPES);
        var jwt = grants.token(Subject.user(acme.memberId()), grant, audience, SCOPES);
        var answer = bearing(jwt, WorkXClient.PATH, WorkXClient.message("listMyTasks", "{}"));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(code(answer)).isEqualTo(-32000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/mcp/rpc", "/mcp/rpc"})
    void each_path_is_a_resource_with_the_scopes_of_personal_tokens(String path) {
        var scopes = "tasks:read tasks:write commits:write";
        var uri = URI.create("http://localhost:" + server.port() + "/.well-known/oauth-protected-resource" + path);
        var metadata =
                new JsonObject(TestHttpClient.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                        .body());
        assertThat(metadata.getString("resource")).isEqualTo("http://localhost:" + server.port() + path);
        assertThat(metadata.getJsonArray("scopes_supported")).containsExactly((Object[]) scopes.split(" ", -1));
        var answer = server.send(WorkXClient.post(server, path, "{}"));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("www-authenticate"))
                .isEqualTo("Bearer resource_metadata=\"" + uri + "\", scope=\"" + scopes + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE"})
    void get_and_delete_are_405_with_a_token_and_401_without(String method) {
        var request = WorkXClient.post(server, WorkXClient.PATH, "");
        assertThat(server.send(request.copy().method(method, BodyPublishers.noBody()))
                        .status())
                .isEqualTo(401);
        var answer = server.send(request.method(method, BodyPublishers.noBody())
                .header("Authorization", "Bearer " + personal.token().reveal()));
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo("POST");
    }

    @Test
    void t6_a_task_of_somebody_else_answers_as_one_that_does_not_exist_also_where_the_token_shows_it_elsewhere() {
        var key = made(acme, "not mine", false);
        assertThat(server.tool(personal.token(), "get_task", new JsonObject().put("task", key))
                        .body())
                .contains("not mine");
        for (var call : List.of(
                List.of("updateTaskStatus", "'status': 'DONE'"), List.of("createCommitEntry", "'message': 'm'"))) {
            var foreign = personal.send(call.get(0), "{'taskId': '%s', %s}", key, call.get(1));
            var absent = personal.send(call.get(0), "{'taskId': 'DEV-999', %s}", call.get(1));
            assertThat(foreign.body()).isEqualTo(absent.body()).contains("task not found");
        }
        assertThat(server.tool(personal.token(), "get_task", new JsonObject().put("task", key))
                        .tool()
                        .getInteger("version"))
                .isEqualTo(1);
    }

    @Test
    void below_a_pinned_path_it_is_that_organization_and_project_alone() {
        var key = made(acme, "of DEV", false);
        var pinned = "/mcp/o/" + acme.slug() + "/p/DEV/rpc";
        var list = WorkXClient.message("listTasks", "{}");
        var token = org.token().reveal();
        assertThat(bearing(token, pinned, list).tool().getJsonArray("tasks")).hasSize(1);
        assertThat(bearing(token, "/mcp/o/" + acme.slug() + "/p/OPS/rpc", list)
                        .tool()
                        .getJsonArray("tasks"))
                .isEmpty();
        assertThat(key).startsWith("DEV-");
        var foreign = bearing(token, "/mcp/o/" + server.organization().slug() + "/rpc", list);
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign).isEqualTo(bearing(token, "/mcp/o/nowhere/rpc", list));
    }

    @Test
    void c12_below_a_pinned_path_a_token_in_the_query_is_refused() {
        var path = "/mcp/o/" + acme.slug() + "/rpc?token=" + org.token().reveal();
        var answer = server.send(WorkXClient.post(server, path, WorkXClient.message("listTasks", "{}")));
        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void t5_nothing_of_another_organization_is_reached() {
        var globex = server.organization();
        var key = server.database()
                .ask("SELECT uuid FROM rota.task WHERE org_id = " + globex.id() + " AND key = '"
                        + made(globex, "secret of globex", false) + "'")
                .get(0);
        for (var tool : List.of("getTask", "updateTask", "updateTaskStatus", "createCommitEntry")) {
            var more = tool.equals("updateTaskStatus")
                    ? ", 'status': 'DONE'"
                    : tool.equals("createCommitEntry") ? ", 'message': 'm'" : "";
            var foreign = org.send(tool, "{'taskId': '%s'%s}", key, more);
            var absent = org.send(tool, "{'taskId': '00000000-0000-4000-8000-000000000000'%s}", more);
            assertThat(foreign.body()).isEqualTo(absent.body()).contains("task not found");
        }
        assertThat(org.titles("listTasks", "{}")).isEmpty();
        assertThat(org.error("listTasks", "{'projectId': %s}", globex.dev().id())
                        .getString("message"))
                .isEqualTo("project not found");
    }

    @Test
    void an_org_token_of_one_project_reaches_that_alone() {
        var key = made(acme, "in DEV", false);
        var ops = new WorkXClient(
                server,
                acme.issue(
                        OpaqueToken.Kind.ORG,
                        acme.ownerId(),
                        null,
                        new Restrictions(Set.of(acme.ops().id()), false, false)));
        assertThat(ops.rows("listProjects", "projects", "{}").stream().map(one -> one.getString("key")))
                .containsExactly("OPS");
        assertThat(ops.titles("listTasks", "{}")).isEmpty();
        assertThat(ops.error("getTask", "{'taskId': '%s'}", key).getString("code"))
                .isEqualTo("not_found");
        assertThat(ops.error("listRequirements", "{'projectId': 'DEV'}").getString("code"))
                .isEqualTo("not_found");
    }

    @Test
    void a_readonly_token_changes_nothing() {
        var key = made(acme, "mine", true);
        var careful = new WorkXClient(
                server, acme.issue(OpaqueToken.Kind.USER, acme.memberId(), null, new Restrictions(null, false, true)));
        assertThat(careful.titles("listMyTasks", "{}")).containsExactly("mine");
        var answer = careful.send("updateTaskStatus", "{'taskId': '%s', 'status': 'DONE'}", key);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(code(answer)).isEqualTo(-32001);
    }

    @Test
    void its_names_are_called_unlisted_on_native_endpoints() {
        made(acme, "T", false);
        var agent = acme.agentToken(Restrictions.NONE);
        for (var path : List.of("/mcp", "/mcp/x/all", "/mcp/o/" + acme.slug())) {
            assertThat(server.mcp(path, agent, "tools/list", new JsonObject()).body())
                    .doesNotContain("listMyTasks", "tokenType");
            var call = new JsonObject().put("name", "listTasks").put("arguments", new JsonObject());
            assertThat(server.mcp(path, agent, "tools/call", call).tool().getJsonArray("tasks"))
                    .hasSize(1);
        }
        assertThat(server.database()
                        .ask("SELECT DISTINCT action || ' ' || alias FROM rota.audit_event WHERE alias = 'listTasks'"
                                + " AND org_id = " + acme.id()))
                .containsExactly("list_tasks listTasks");
    }
}
