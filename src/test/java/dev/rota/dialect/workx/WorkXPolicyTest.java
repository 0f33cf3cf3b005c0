package dev.rota.dialect.workx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Restrictions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an organization decides about personal tokens and about the dialect. */
class WorkXPolicyTest {
    private static TestServer server;

    private TestOrganization acme;
    private WorkXClient personal;
    private WorkXClient org;

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
        personal = WorkXClient.personal(server, acme);
        org = WorkXClient.org(server, acme);
    }

    private static void policy(TestOrganization organization, String json) {
        server.database()
                .execute("UPDATE rota.organization SET policy = '" + json + "' WHERE id = " + organization.id());
    }

    private static int code(Answer answer) {
        return answer.json().getJsonObject("error").getInteger("code");
    }

    @Test
    void mcp_create_off_by_policy_cuts_personal_tokens_off_on_every_path_and_nothing_else() {
        policy(acme, "{\"mcp_create\": false}");
        var answer = personal.send("listMyTasks", "{}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(code(answer)).isEqualTo(-32001);
        for (var path : List.of("/mcp", "/api/mcp")) {
            assertThat(server.mcp(path, personal.token(), "tools/list", new JsonObject())
                            .status())
                    .isEqualTo(403);
        }
        assertThat(org.titles("listTasks", "{}")).isEmpty();
        assertThat(server.tool(acme.agentToken(Restrictions.NONE), "list_tasks", new JsonObject())
                        .status())
                .isEqualTo(200);
        assertThat(server.database()
                        .ask("SELECT outcome FROM rota.audit_event WHERE alias = 'listMyTasks' AND org_id = "
                                + acme.id()))
                .containsExactly("forbidden");
        policy(acme, "{}");
        assertThat(personal.list("listMyTasks", "{}")).isEmpty();
    }

    @Test
    void a_role_without_mcp_create_has_no_personal_tokens_until_the_roles_are_synced() {
        var without = "array_remove(permissions, 'mcp.create')";
        var role = " WHERE name = 'member' AND org_id = " + acme.id();
        server.database().execute("UPDATE rota.role SET permissions = " + without + role);
        var answer = personal.send("listMyTasks", "{}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().getJsonObject("error").getString("message")).contains("sync the roles");
        server.database().execute("UPDATE rota.role SET permissions = permissions || '{mcp.create}'" + role);
        assertThat(personal.list("listMyTasks", "{}")).isEmpty();
    }

    @Test
    void an_organization_that_cuts_tokens_off_takes_none_of_the_others_away() {
        var globex = server.organization();
        server.database()
                .execute("INSERT INTO rota.membership (org_id, user_id, role) VALUES (" + globex.id() + ", "
                        + acme.memberId() + ", 'member')");
        WorkXClient.made(server, acme, "mine", ", 'assignee': 'Mel of " + acme.slug() + "'");
        assertThat(personal.titles("listMyTasks", "{}")).containsExactly("mine");
        policy(globex, "{\"mcp_create\": false}");
        assertThat(personal.titles("listMyTasks", "{}")).containsExactly("mine");
        policy(acme, "{\"mcp_create\": false}");
        assertThat(personal.send("listMyTasks", "{}").status()).isEqualTo(403);
    }

    @Test
    void an_organization_can_switch_the_dialect_off() {
        policy(acme, "{\"dialects\": {\"work-x\": false}}");
        for (var client : List.of(personal, org)) {
            var answer = client.send("listMyTasks", "{}");
            assertThat(answer.status()).isEqualTo(403);
            assertThat(code(answer)).isEqualTo(-32001);
        }
    }
}
