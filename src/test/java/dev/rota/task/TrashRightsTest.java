package dev.rota.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code task.delete} of the rights matrix: owners and administrators any task, members their own (security section 6). */
@ExtendWith(EventLoopRule.class)
class TrashRightsTest {
    private static TestServer server;
    private TestOrganization acme;
    private OpaqueToken owner;
    private OpaqueToken member;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void organization() {
        acme = server.organization();
        owner = acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE);
        member = acme.issue(OpaqueToken.Kind.USER, acme.memberId(), null, Restrictions.NONE);
    }

    @Test
    void m1_a_member_deletes_and_restores_what_they_have_made() {
        var task = task(member);
        assertThat(delete(member, task, false)).contains("trashed_until");
        assertThat(delete(member, task, true)).contains("restored");
    }

    @Test
    void m1_a_member_deletes_and_restores_nothing_of_others() {
        var task = task(owner);
        assertThat(delete(member, task, false)).contains("forbidden");
        assertThat(delete(owner, task, false)).contains("trashed_until");
        assertThat(delete(member, task, true)).contains("forbidden");
        assertThat(delete(owner, task, true)).contains("restored");
    }

    @Test
    void m1_an_owner_deletes_what_a_member_has_made() {
        assertThat(delete(owner, task(member), false)).contains("trashed_until");
    }

    @Test
    void m1_an_agent_of_the_same_number_is_somebody_else() {
        var task = task(member);
        server.database()
                .execute("UPDATE rota.task SET created_by_kind = 'agent' WHERE org_id = " + acme.id() + " AND key = '"
                        + task + "'");
        assertThat(delete(member, task, false)).contains("forbidden");
    }

    @Test
    void m1_a_role_may_delete_without_writing_and_write_without_deleting_nothing_of_others() {
        var task = task(member);
        grant("task.read,task.delete");
        assertThat(delete(member, task(owner), false)).contains("trashed_until");
        grant("task.read");
        assertThat(delete(member, task, false)).contains("forbidden");
        grant("task.read,task.write");
        assertThat(delete(member, task, false)).contains("trashed_until");
    }

    @Test
    void m1_a_dialect_has_the_same_rule() {
        var task = new JsonObject();
        assertThat(dialect(task.put("id", task(owner)))).contains("forbidden");
        assertThat(dialect(task.put("id", task(member)))).contains("restorable_until");
    }

    private String dialect(JsonObject arguments) {
        var params = new JsonObject().put("name", "tasks_delete").put("arguments", arguments);
        return server.mcp("/mcp/mcp-tasks", member, "tools/call", params).body();
    }

    private void grant(String permissions) {
        server.database()
                .execute("UPDATE rota.role SET permissions = '{org.read,mcp.create," + permissions
                        + "}' WHERE name = 'member' AND org_id = " + acme.id());
    }

    private static String task(OpaqueToken by) {
        return server.tool(
                        by,
                        "create_task",
                        new JsonObject().put("project", "DEV").put("title", "To go"))
                .tool()
                .getJsonObject("task")
                .getString("key");
    }

    private static String delete(OpaqueToken by, String task, boolean restore) {
        return server.tool(by, "delete_task", new JsonObject().put("task", task).put("restore", restore))
                .body();
    }
}
