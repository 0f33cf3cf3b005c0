package dev.rota.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Projects over the admin API. */
@ExtendWith(EventLoopRule.class)
class ProjectEndpointsTest {
    private static TestServer server;
    private static TestOrganization acme;
    private static TestOrganization other;
    private static TestAdmin owner;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        acme = server.organization();
        other = server.organization();
        owner = TestAdmin.owner(server, acme);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_project_is_made_with_its_version_and_read_by_key_and_by_id() {
        var made = owner.post(path(""), new JsonObject("{\"key\": \"WEB\", \"name\": \"Web\"}"));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("etag")).isEqualTo("\"1\"");
        var json = made.json();
        assertThat(json.fieldNames()).containsExactly("id", "key", "name", "review_required", "version", "created_at");
        assertThat(json.getBoolean("review_required")).isFalse();
        assertThat(json.getString("created_at")).endsWith("Z");
        assertThat(owner.get(path("/WEB")).json()).isEqualTo(json);
        assertThat(owner.get(path("/" + json.getLong("id"))).json()).isEqualTo(json);
        var again = owner.post(path(""), new JsonObject("{\"key\": \"WEB\", \"name\": \"Web\"}"));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().getString("code")).isEqualTo("already_exists");
    }

    @ParameterizedTest
    @ValueSource(strings = {"42", "web", "A", "ABCDEFGHIJK", "A-B", "", "ÄÖ"})
    void a_key_that_could_be_an_id_or_is_no_key_is_refused(String key) {
        var refused = owner.post(path(""), new JsonObject().put("key", key).put("name", "x"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().getJsonArray("errors").getJsonObject(0).getString("pointer"))
                .isEqualTo("/key");
    }

    @Test
    void a_change_counts_the_version_up_and_only_once() {
        var made = owner.post(path(""), new JsonObject("{\"key\": \"CHG\", \"name\": \"Before\"}"))
                .json();
        var change = new JsonObject("{\"name\": \"After\", \"review_required\": true}");
        var changed = owner.patch(path("/CHG"), change, Map.of("If-Match", "\"1\""));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json()).isEqualTo(made.copy().mergeIn(change).put("version", 2));
        assertThat(owner.patch(path("/CHG"), change).json().getInteger("version"))
                .isEqualTo(2);
        var late = owner.patch(path("/CHG"), new JsonObject("{\"name\": \"Late\"}"), Map.of("If-Match", "\"1\""));
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.json().getString("code")).isEqualTo("version_conflict");
        assertThat(owner.get(path("/CHG")).json().getString("name")).isEqualTo("After");
    }

    @Test
    void only_a_project_that_never_had_anything_is_deleted() {
        var agent = acme.agentToken(Restrictions.NONE);
        owner.post(path(""), new JsonObject("{\"key\": \"USED\", \"name\": \"Used\"}"));
        server.tool(agent, "create_task", new JsonObject("{\"title\": \"One\", \"project\": \"USED\"}"));
        var used = owner.delete(path("/USED"));
        assertThat(used.status()).isEqualTo(409);
        assertThat(used.json().getString("code")).isEqualTo("in_use");
        assertThat(used.json().getString("hint")).isNotEmpty();
        var usual = owner.delete(path("/DEV"));
        assertThat(usual.status()).isEqualTo(409);
        owner.post(path(""), new JsonObject("{\"key\": \"GONE\", \"name\": \"Gone\"}"));
        assertThat(owner.delete(path("/GONE")).status()).isEqualTo(204);
        assertThat(owner.get(path("/GONE")).status()).isEqualTo(404);
    }

    @Test
    void a_project_whose_tasks_were_deleted_for_good_stays_so_that_no_key_is_given_twice() {
        var agent = acme.agentToken(Restrictions.NONE);
        for (var key : List.of("WORKED", "IDLE")) {
            owner.post(path(""), new JsonObject().put("key", key).put("name", key));
            server.tool(
                    agent, "create_task", new JsonObject().put("title", "One").put("project", key));
        }
        var attempt = server.tool(agent, "claim_task", new JsonObject("{\"task\": \"WORKED-1\"}"))
                .tool()
                .getLong("attempt_id");
        server.tool(
                agent,
                "finish_attempt",
                new JsonObject().put("attempt_id", attempt).put("status", "success"));
        server.database()
                .execute("DELETE FROM rota.task WHERE key IN ('WORKED-1', 'IDLE-1') AND org_id = " + acme.id());
        for (var key : List.of("WORKED", "IDLE")) {
            var refused = owner.delete(path("/" + key));
            assertThat(refused.status()).as(refused.body()).isEqualTo(409);
            assertThat(refused.json().getString("code")).isEqualTo("in_use");
            assertThat(owner.get(path("/" + key)).status()).isEqualTo(200);
        }
    }

    @Test
    void the_last_project_may_go_and_the_next_one_is_the_default() {
        var empty = server.organization();
        var boss = TestAdmin.owner(server, empty);
        var all = "/organizations/" + empty.slug() + "/projects";
        assertThat(boss.delete(all + "/OPS").status()).isEqualTo(204);
        assertThat(boss.delete(all + "/DEV").status()).isEqualTo(204);
        assertThat(boss.post(all, new JsonObject("{\"key\": \"NEXT\", \"name\": \"Next\"}"))
                        .status())
                .isEqualTo(201);
        assertThat(boss.get("/organizations/" + empty.slug()).json().getString("default_project"))
                .isEqualTo("NEXT");
    }

    @Test
    void m7_the_list_is_paged_in_a_stable_order() {
        var first = owner.get(path("?limit=1")).json();
        assertThat(first.getJsonArray("items").getJsonObject(0).getString("key"))
                .isEqualTo("DEV");
        var second = owner.get(path("?limit=1&cursor=" + first.getString("next_cursor")))
                .json();
        assertThat(second.getJsonArray("items").getJsonObject(0).getString("key"))
                .isEqualTo("OPS");
    }

    @Test
    void a_member_reads_and_does_not_write_and_a_stranger_finds_nothing() {
        var member = TestAdmin.member(server, acme);
        assertThat(member.get(path("/DEV")).status()).isEqualTo(200);
        assertThat(member.post(path(""), new JsonObject("{\"key\": \"MEM\", \"name\": \"x\"}"))
                        .status())
                .isEqualTo(403);
        assertThat(member.delete(path("/OPS")).status()).isEqualTo(403);
        var foreign = TestAdmin.owner(server, other);
        assertThat(foreign.get(path("/DEV"))).isEqualTo(foreign.get("/organizations/nowhere/projects/DEV"));
        assertThat(owner.get(path("/NOPE")))
                .isEqualTo(owner.get(path("/" + other.dev().id())));
    }

    @Test
    void a_credential_limited_to_projects_sees_and_changes_those() {
        var limited = TestAdmin.of(
                server,
                acme.issue(
                                OpaqueToken.Kind.USER,
                                acme.ownerId(),
                                null,
                                new Restrictions(Set.of(acme.ops().id()), false, false),
                                Scope.OF_ADMIN_API,
                                "admin")
                        .reveal());
        assertThat(limited.get(path("")).json().getJsonArray("items")).hasSize(1);
        assertThat(limited.get(path("/DEV")).status()).isEqualTo(404);
        assertThat(limited.patch(path("/DEV"), new JsonObject("{\"name\": \"x\"}"))
                        .status())
                .isEqualTo(404);
        assertThat(limited.patch(path("/OPS"), new JsonObject("{\"name\": \"Operating\"}"))
                        .status())
                .isEqualTo(200);
        assertThat(limited.post(path(""), new JsonObject("{\"key\": \"MORE\", \"name\": \"x\"}"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void a_repeated_request_makes_one_project() {
        var body = new JsonObject("{\"key\": \"ONCE\", \"name\": \"Once\"}");
        var key = Map.of("Idempotency-Key", "k-1");
        var first = owner.post(path(""), body, key);
        var second = owner.post(path(""), body, key);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.json()).isEqualTo(first.json());
        assertThat(second.header("idempotency-replayed")).isEqualTo("true");
    }

    @Test
    void each_change_is_in_the_log_with_the_fields_that_changed() {
        owner.post(path(""), new JsonObject("{\"key\": \"LOG\", \"name\": \"Log\"}"));
        owner.patch(path("/LOG"), new JsonObject("{\"name\": \"Logged\"}"));
        assertThat(server.database()
                        .ask("SELECT action || ' ' || coalesce(changes #>> '{0,field}', '-') FROM rota.audit_event"
                                + " WHERE object_kind = 'project' AND object_key = 'LOG' ORDER BY id"))
                .containsExactly("create_project -", "change_project name");
    }

    private static String path(String rest) {
        return "/organizations/" + acme.slug() + "/projects" + rest;
    }
}
