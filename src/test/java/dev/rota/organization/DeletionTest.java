package dev.rota.organization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.oauth.TestGrants;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The end of an organization: out of reach at once, gone for good a little later. */
@ExtendWith(EventLoopRule.class)
class DeletionTest {
    private static TestServer server;
    private TestOrganization acme;
    private TestAdmin owner;
    private OpaqueToken agent;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.create(), Map.of("rota.background.interval", "100ms"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void found() {
        acme = server.organization();
        owner = TestAdmin.owner(server, acme);
        agent = acme.agentToken(Restrictions.NONE);
    }

    private String path() {
        return "/organizations/" + acme.slug();
    }

    /** Something of each kind that can be made over MCP and the admin API. */
    private void fill() {
        var parent = made("Parent", new JsonObject());
        var child = made("Child", new JsonObject().put("parent", parent));
        made("Waiting", new JsonObject().put("depends_on", new JsonArray().add(child)));
        call("add_comment", new JsonObject().put("task", parent).put("body", "Begun"));
        call("select_task", new JsonObject().put("task", child));
        var attempt = call("claim_task", new JsonObject().put("task", child)).getLong("attempt_id");
        call(
                "add_artifact",
                new JsonObject().put("attempt_id", attempt).put("type", "log").put("content", "It works"));
        call("log_commit", new JsonObject().put("task", child).put("message", "Make it work"));
        call("ask_human", new JsonObject().put("attempt_id", attempt).put("question", "Which one?"));
        owner.post(path() + "/roles", new JsonObject("{\"name\": \"reader\", \"permissions\": [\"org.read\"]}"));
        owner.post(
                path() + "/invitations",
                new JsonObject().put("email", "new@example.org").put("role", "reader"),
                Map.of("Idempotency-Key", "kept"));
    }

    private String made(String title, JsonObject more) {
        return call(
                        "create_task",
                        more.put("project", "DEV").put("title", title).put("status", "todo"))
                .getJsonObject("task")
                .getString("key");
    }

    private JsonObject call(String tool, JsonObject arguments) {
        var answer = server.tool(agent, tool, arguments);
        assertThat(answer.body()).as(tool).doesNotContain("\"isError\":true");
        return answer.tool();
    }

    private void delete() {
        assertThat(owner.delete(path()).status()).isEqualTo(204);
    }

    @Test
    void whatever_reached_it_reaches_nothing_from_the_answer_on() {
        var other = server.organization();
        TestMembers.join(server, other, acme.ownerId(), "member");
        var personal = acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE);
        var organization = acme.issue(OpaqueToken.Kind.ORG, acme.ownerId(), null, Restrictions.NONE);
        made("Soon gone", new JsonObject());

        delete();

        assertThat(owner.get(path()).status()).isEqualTo(404);
        assertThat(owner.delete(path()).status()).isEqualTo(404);
        assertThat(owner.get("/organizations/" + acme.id()).status()).isEqualTo(404);
        assertThat(owner.get("/organizations").body()).doesNotContain(acme.slug());
        assertThat(server.tool(agent, "list_tasks", new JsonObject()).status()).isEqualTo(401);
        assertThat(server.tool(organization, "list_tasks", new JsonObject()).status())
                .isEqualTo(401);
        assertThat(server.tool(personal, "list_tasks", new JsonObject()).body()).doesNotContain("Soon gone");
        assertThat(server.tool(personal, "get_task", new JsonObject().put("task", "DEV-1"))
                        .body())
                .contains("not_found");
    }

    @Test
    void its_slug_is_free_at_once() {
        delete();
        var again = owner.post(
                "/organizations", new JsonObject().put("slug", acme.slug()).put("name", "Another"));
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json().getLong("id")).isNotEqualTo(acme.id().value());
    }

    @Test
    void only_an_owner_who_signed_in_lately_deletes_it() {
        assertThat(TestMembers.admin(server, acme, "admin").delete(path()).status())
                .isEqualTo(403);
        assertThat(TestAdmin.member(server, acme).delete(path()).status()).isEqualTo(403);
        assertThat(owner.get(path()).status()).isEqualTo(200);
    }

    @Test
    void m10_deletions_are_tried_ten_times_an_hour_and_each_is_on_record() {
        for (var i = 0; i < 10; i++) {
            assertThat(owner.send("DELETE", path(), null, Map.of("If-Match", "\"999\""))
                            .status())
                    .isEqualTo(412);
        }
        var refused = owner.delete(path());
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("retry-after")).isNotEmpty();
        assertThat(server.database()
                        .ask("SELECT count(*) FROM rota.audit_event WHERE action = 'delete_organization' AND org_id = "
                                + acme.id()))
                .containsExactly("11");
    }

    @Test
    void t18_a_deleted_organization_leaves_the_hashes_of_its_log_and_nothing_else() {
        fill();
        var other = server.organization();
        TestMembers.join(server, other, acme.ownerId(), "member");
        var grants = new TestGrants(server);
        var spanning = grants.grant(acme.ownerId(), "/mcp", Set.of(Scope.TASKS_READ));
        var machine = grants.grant(acme.ownerId(), acme.id().value(), acme.agentId(), "/mcp", Set.of(Scope.TASKS_READ));
        server.database()
                .execute("UPDATE rota.oauth_grant SET organizations = ARRAY[" + acme.id() + ", " + other.id()
                        + "] WHERE public_id = '" + spanning + "'");
        var tables = tables();
        var filled = tables.stream().filter(this::hasRows).toList();
        assertThat(filled)
                .contains(
                        "task", "task_link", "comment", "artifact", "attempt", "commit_entry", "question", "invitation")
                .contains("role", "membership", "project", "audit_event", "work_queue", "idempotency", "active_task");
        var untouched = tables.stream().map(table -> rows(table, other)).toList();

        delete();
        erased();

        assertThat(tables.stream().filter(this::hasRows))
                .containsExactlyInAnyOrder("audit_chain", "audit_digest", "audit_digest_upload");
        assertThat(count("api_token WHERE home_org_id = " + acme.id())).isZero();
        assertThat(count("oauth_grant WHERE agent_org_id = " + acme.id())).isZero();
        assertThat(count("oauth_grant WHERE public_id = '" + machine + "'")).isZero();
        assertThat(server.database()
                        .ask("SELECT organizations::text FROM rota.oauth_grant WHERE public_id = '" + spanning + "'"))
                .containsExactly("{" + other.id() + "}");
        assertThat(count("audit_chain WHERE org_id = " + acme.id()
                        + " AND seq > (SELECT max(to_seq) FROM rota.audit_digest WHERE org_id = " + acme.id() + ")"))
                .as("events that no digest covers")
                .isZero();
        assertThat(count("audit_digest_upload u WHERE org_id = " + acme.id() + " AND u.made = (SELECT max(number) FROM"
                        + " rota.audit_digest WHERE org_id = " + acme.id() + ")"))
                .as("the last digest comes to the object store")
                .isOne();
        assertThat(tables.stream().map(table -> rows(table, other)).toList()).isEqualTo(untouched);
    }

    /** Two minutes later, as the database has it, and as often as the job looks. */
    private void erased() {
        server.database()
                .execute("UPDATE rota.organization SET deleted_at = now() - interval '1 hour' WHERE id = " + acme.id());
        var deadline = Instant.now().plus(Duration.ofSeconds(20));
        while (count("organization WHERE id = " + acme.id()) > 0) {
            assertThat(Instant.now()).as("still there").isBefore(deadline);
            // Its own row only: the job holds that one while it takes the others away.
            server.database()
                    .execute("UPDATE rota.work_queue SET due_at = now() WHERE kind = 'erasure' AND org_id = "
                            + acme.id());
        }
    }

    /** All that have an organization, as the catalog has them. */
    private static List<String> tables() {
        return server.database()
                .ask("SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace ="
                        + " 'rota'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
                        + " AND a.attname = 'org_id' ORDER BY 1");
    }

    private boolean hasRows(String table) {
        return rows(table, acme) > 0;
    }

    private static long rows(String table, TestOrganization organization) {
        return count(table + " WHERE org_id = " + organization.id());
    }

    private static long count(String from) {
        return Long.parseLong(
                server.database().ask("SELECT count(*) FROM rota." + from).get(0));
    }
}
