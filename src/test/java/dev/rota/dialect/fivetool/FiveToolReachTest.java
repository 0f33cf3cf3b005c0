package dev.rota.dialect.fivetool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom and what the five-tool endpoint reaches: organizations, projects, credentials, and its names elsewhere. */
class FiveToolReachTest {
    private static final String ABSENT = "900000001";

    private static TestServer server;

    private TestOrganization acme;
    private TestOrganization globex;
    private FiveToolClient client;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void found() {
        acme = server.organization();
        globex = server.organization();
        client = FiveToolClient.agent(server, acme);
    }

    private FiveToolClient issued(Restrictions restrictions) {
        return new FiveToolClient(server, acme.agentToken(restrictions));
    }

    /** The same bytes, but for the id that the caller sent. */
    private static void assertAlike(Answer foreign, String foreignId, Answer absent) {
        assertThat(foreign.status()).isEqualTo(absent.status());
        assertThat(foreign.headers()).isEqualTo(absent.headers());
        assertThat(foreign.body()).isEqualTo(absent.body()).doesNotContain(foreignId, ABSENT);
    }

    @Test
    void t4_another_organizations_id_answers_as_one_that_does_not_exist() {
        var id = globex.id().toString();
        for (var tool : List.of("list_tasks", "create_task", "list_organizations")) {
            var title = tool.equals("create_task") ? "'title': 'T', " : "";
            var foreign = client.send(tool, "{%s'organizationId': %s}", title, id);
            assertAlike(foreign, "\"" + id + "\"", client.send(tool, "{%s'organizationId': %s}", title, ABSENT));
            var error = foreign.tool().getJsonObject("error");
            assertThat(error.getString("code")).isEqualTo("not_found");
            assertThat(error.getString("message")).isEqualTo("organization not found");
        }
        assertThat(client.send("list_tasks", "{'organizationId': '%s'}", globex.slug())
                        .body())
                .isEqualTo(client.send("list_tasks", "{'organizationId': 'nobody-here'}")
                        .body());
    }

    @Test
    void t5_another_organizations_task_answers_as_one_that_does_not_exist_and_stays_as_it_is() {
        var theirs = FiveToolClient.agent(server, globex);
        var id = Long.toString(theirs.made("secret of globex"));
        var before = theirs.task("get_task", "{'taskId': %s}", id);
        for (var tool : List.of("get_task", "update_task")) {
            var change = tool.equals("update_task") ? ", 'title': 'Mine', 'status': 'DONE'" : "";
            var foreign = client.send(tool, "{'taskId': %s%s}", id, change);
            assertAlike(foreign, "secret of globex", client.send(tool, "{'taskId': %s%s}", ABSENT, change));
            assertThat(foreign.tool().getJsonObject("error").getString("code")).isEqualTo("not_found");
        }
        assertThat(client.list("{}")).isEmpty();
        assertThat(theirs.task("get_task", "{'taskId': %s}", id)).isEqualTo(before);
    }

    @Test
    void t6_another_project_answers_as_one_that_does_not_exist() {
        var id = client.made("in DEV");
        var ops = issued(new Restrictions(Set.of(acme.ops().id()), false, false));
        assertAlike(
                ops.send("get_task", "{'taskId': %d}", id), "in DEV", ops.send("get_task", "{'taskId': %s}", ABSENT));
        assertThat(ops.list("{}")).isEmpty();
        var below = server.tool(
                        client.token(),
                        "create_task",
                        new JsonObject()
                                .put("title", "in OPS")
                                .put("project", "OPS")
                                .put("parent", Long.toString(id)))
                .tool()
                .getJsonObject("task")
                .getLong("id");
        assertThat(ops.task("get_task", "{'taskId': %d}", below).getValue("parent"))
                .isNull();
        var dev = issued(new Restrictions(Set.of(acme.dev().id()), false, false));
        assertThat(dev.task("get_task", "{'taskId': %d}", id).getJsonArray("subtasks"))
                .isEmpty();
    }

    @Test
    void one_person_works_in_two_organizations() {
        var both = FiveToolClient.ofBoth(server, acme, globex);
        var here = both.task("create_task", "{'title': 'here', 'organizationId': %s}", acme.id());
        var there = both.task("create_task", "{'title': 'there', 'organizationId': '%s'}", globex.slug());
        assertThat(here.getLong("organizationId")).isEqualTo(acme.id().value());
        assertThat(there.getLong("organizationId")).isEqualTo(globex.id().value());
        assertThat(both.list("{}")).containsExactly(there, here);
        var changed = both.task("update_task", "{'taskId': %s, 'status': 'DONE'}", there.getLong("id"));
        assertThat(changed.getLong("organizationId")).isEqualTo(globex.id().value());
        assertThat(both.task("get_task", "{'taskId': %s}", here.getLong("id")).getString("title"))
                .isEqualTo("here");
    }

    @Test
    void a_key_that_two_organizations_have_needs_an_organization() {
        var both = FiveToolClient.ofBoth(server, acme, globex);
        both.task("create_task", "{'title': 'here', 'organizationId': %s}", acme.id());
        both.task("create_task", "{'title': 'there', 'organizationId': %s}", globex.id());
        for (var call : List.of("get_task", "update_task")) {
            var error = both.error(call, "{'taskId': 'DEV-1'}");
            assertThat(error.getString("code")).isEqualTo("org_required");
            assertThat(error.getString("field")).isEqualTo("organizationId");
            assertThat(error.getJsonArray("accepted"))
                    .containsExactlyInAnyOrder(acme.id().toString(), globex.id().toString());
        }
        assertThat(both.task("get_task", "{'taskId': 'DEV-1', 'organizationId': %s}", globex.id())
                        .getString("title"))
                .isEqualTo("there");
    }

    @Test
    void every_organization_leaves_its_own_audit_event() {
        var both = FiveToolClient.ofBoth(server, acme, globex);
        both.call("list_tasks", "{}");
        both.call("list_tasks", "{'organizationId': %s}", globex.id());
        for (var one : List.of(acme, globex)) {
            assertThat(server.database()
                            .ask("SELECT count(*) FROM rota.audit_event WHERE action = 'list_tasks' AND alias ="
                                    + " 'list_tasks' AND org_id = " + one.id()))
                    .containsExactly(one == acme ? "1" : "2");
        }
    }

    @Test
    void tasks_go_to_the_default_project_or_the_credentials_only_one() {
        assertThat(key(client.made("T"))).startsWith("DEV-");
        var ops = issued(new Restrictions(Set.of(acme.ops().id()), false, false));
        assertThat(key(ops.made("T"))).startsWith("OPS-");
        server.database()
                .execute("UPDATE rota.organization SET default_project_id = "
                        + acme.ops().id() + " WHERE id = " + acme.id());
        assertThat(key(client.made("T"))).startsWith("OPS-");
        var narrow = issued(new Restrictions(Set.of(acme.dev().id()), false, false));
        assertThat(key(narrow.made("T"))).startsWith("DEV-");
    }

    @Test
    void where_there_is_no_default_in_reach_a_project_can_be_named() {
        server.database().execute("UPDATE rota.organization SET default_project_id = NULL WHERE id = " + acme.id());
        var error = client.error("create_task", "{'title': 'T'}");
        assertThat(error.getString("code")).isEqualTo("project_required");
        assertThat(error.getJsonArray("accepted")).containsExactly("DEV", "OPS");
        assertThat(key(client.task("create_task", "{'title': 'T', 'project': 'OPS'}")
                        .getLong("id")))
                .startsWith("OPS-");
    }

    @Test
    void a_task_that_another_agent_works_on_is_not_finished_behind_its_back() {
        var id = client.made("T");
        FiveToolClient.succeeded(server.tool(client.token(), "claim_task", new JsonObject().put("task", id)));
        var member =
                new FiveToolClient(server, acme.issue(OpaqueToken.Kind.USER, acme.memberId(), null, Restrictions.NONE));
        var error = member.error("update_task", "{'taskId': %d, 'status': 'DONE'}", id);
        assertThat(error.getString("code")).isEqualTo("already_claimed");
        assertThat(error.getLong("retry_after_ms")).isPositive();
        assertThat(client.task("get_task", "{'taskId': %d}", id).getString("status"))
                .isEqualTo("IN_PROGRESS");
        var owner =
                new FiveToolClient(server, acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE));
        assertThat(owner.task("update_task", "{'taskId': %d, 'status': 'DONE'}", id)
                        .getString("status"))
                .isEqualTo("DONE");
    }

    private String key(long id) {
        return server.database()
                .ask("SELECT key FROM rota.task WHERE id = " + id)
                .get(0);
    }

    @Test
    void who_sees_only_their_own_tasks_gives_one_away_and_is_told_what_it_has_become() {
        var own = new FiveToolClient(
                server, acme.issue(OpaqueToken.Kind.USER, acme.memberId(), null, new Restrictions(null, true, false)));
        var id = own.made("mine");
        client.made("not mine");
        assertThat(own.list("{}")).hasSize(1);
        assertThat(own.task("update_task", "{'taskId': %d, 'assignee': 'agent of %s'}", id, acme.slug())
                        .getString("assignee"))
                .isEqualTo("agent of " + acme.slug());
        assertThat(own.error("get_task", "{'taskId': %d}", id).getString("code"))
                .isEqualTo("not_found");
    }

    @Test
    void a_readonly_credential_sees_all_five_tools_and_changes_nothing() {
        var careful = issued(new Restrictions(null, false, true));
        assertThat(careful.list("{}")).isEmpty();
        assertThat(careful.send("create_task", "{'title': 'T'}").status()).isEqualTo(403);
        var tools = server.mcp(FiveToolClient.PATH, careful.token(), "tools/list", new JsonObject());
        assertThat(tools.json().getJsonObject("result").getJsonArray("tools")).hasSize(5);
    }

    @Test
    void an_organization_can_switch_the_dialect_off() {
        var both = FiveToolClient.ofBoth(server, acme, globex);
        server.database()
                .execute("UPDATE rota.organization SET policy = '{\"dialects\": {\"five-tool\": false}}' WHERE id = "
                        + globex.id());
        assertThat(both.call("list_organizations", "{}").getJsonArray("organizations"))
                .hasSize(1);
        assertThat(both.task("create_task", "{'title': 'T'}").getLong("organizationId"))
                .isEqualTo(acme.id().value());
        var theirs = FiveToolClient.agent(server, globex);
        for (var path : List.of(FiveToolClient.PATH, "/mcp")) {
            assertThat(theirs.sendTo(path, "list_organizations", new JsonObject())
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void its_names_are_called_unlisted_on_native_endpoints_unless_a_native_tool_has_them() {
        for (var path : List.of("/mcp", "/mcp/readonly", "/mcp/x/all", "/mcp/o/" + acme.slug())) {
            var listed = server.mcp(path, client.token(), "tools/list", new JsonObject());
            assertThat(listed.body()).doesNotContain("list_organizations");
            assertThat(FiveToolClient.succeeded(client.sendTo(path, "list_organizations", new JsonObject()))
                            .getJsonArray("organizations")
                            .getJsonObject(0)
                            .getString("slug"))
                    .isEqualTo(acme.slug());
        }
        client.made("T");
        assertThat(FiveToolClient.succeeded(client.sendTo("/mcp", "list_tasks", new JsonObject()))
                        .getJsonArray("tasks")
                        .getJsonObject(0)
                        .fieldNames())
                .contains("key")
                .doesNotContain("organizationId");
        assertThat(server.database()
                        .ask("SELECT DISTINCT action || ' ' || alias FROM rota.audit_event WHERE alias IS NOT NULL"
                                + " AND action = 'get_context' AND org_id = " + acme.id()))
                .containsExactly("get_context list_organizations");
    }

    @Test
    void on_native_endpoints_too_its_names_need_the_scopes_of_its_system() {
        var reader = new FiveToolClient(
                server,
                acme.issue(
                        OpaqueToken.Kind.USER,
                        acme.ownerId(),
                        null,
                        Restrictions.NONE,
                        Set.of(Scope.TASKS_READ),
                        "mcp"));
        var answer = reader.sendTo("/mcp", "list_organizations", new JsonObject());
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("www-authenticate")).contains("scope=\"organizations:read\"");
        assertThat(server.database()
                        .ask("SELECT action || ' ' || alias || ' ' || outcome FROM rota.audit_event WHERE outcome ="
                                + " 'insufficient_scope' AND org_id = " + acme.id()))
                .containsExactly("get_context list_organizations insufficient_scope");
    }
}
