package dev.rota.audit.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code list_audit} over HTTP: events get their numbers from the server. */
@ExtendWith(EventLoopRule.class)
final class ListAuditTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonObject arguments(Object... pairs) {
        var json = new JsonObject();
        for (var i = 0; i < pairs.length; i += 2) {
            json.put((String) pairs[i], pairs[i + 1]);
        }
        return json;
    }

    private static List<JsonObject> entries(JsonObject page) {
        return page.getJsonArray("entries").stream().map(JsonObject.class::cast).toList();
    }

    /** A token that may do everything, after whose calls every event has its number. */
    private static OpaqueToken token(TestOrganization acme) {
        return acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE);
    }

    private static JsonObject list(OpaqueToken token, Object... pairs) {
        return server.tool(token, "list_audit", arguments(pairs)).tool();
    }

    private static void chained(TestOrganization acme) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!server.database()
                .ask(
                        "SELECT count(*) FROM rota.audit_event e WHERE e.org_id = " + acme.id()
                                + " AND NOT EXISTS (SELECT FROM rota.audit_chain c WHERE c.org_id = e.org_id AND c.event_id = e.id)")
                .equals(List.of("0"))) {
            assertThat(System.nanoTime()).as("until all events have numbers").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void an_entry_says_who_did_what_to_which_task_and_how_it_ended() {
        var acme = server.organization();
        var agent = acme.agentToken(Restrictions.NONE);
        server.tool(agent, "create_task", arguments("title", "Secret title", "project", "DEV"));
        server.tool(agent, "get_task", arguments("task", "DEV-9"));
        chained(acme);
        var entries = entries(list(token(acme), "actor", "agent of " + acme.slug()));
        assertThat(entries).hasSize(2);
        var refused = entries.get(0);
        assertThat(refused.getString("tool")).isEqualTo("get_task");
        assertThat(refused.getString("outcome") + " " + refused.getString("error"))
                .isEqualTo("error not_found");
        var made = entries.get(1);
        assertThat(made.getString("tool")).isEqualTo("create_task");
        assertThat(made.getString("outcome")).isEqualTo("ok");
        assertThat(made.getString("target")).isEqualTo("DEV-1");
        assertThat(made.getJsonObject("actor").getString("kind")).isEqualTo("agent");
        assertThat(made.getLong("on_behalf_of")).isEqualTo(acme.ownerId());
        assertThat(made.getString("request_id")).isEqualTo("the-same");
        assertThat(made.getDouble("duration_ms")).isPositive();
        assertThat(entries.toString()).doesNotContain("Secret title");
    }

    @Test
    void a_task_is_named_by_key_id_or_uuid() {
        var acme = server.organization();
        var owner = token(acme);
        server.tool(owner, "create_task", arguments("title", "One", "project", "DEV"));
        server.tool(owner, "create_task", arguments("title", "Two", "project", "DEV"));
        var task = server.tool(owner, "get_task", arguments("task", "DEV-2")).tool();
        chained(acme);
        for (var name :
                Stream.of("dev-2", task.getValue("id"), task.getString("uuid")).toList()) {
            assertThat(entries(list(owner, "task", name)))
                    .as("by " + name)
                    .extracting(entry -> entry.getString("tool"))
                    .containsExactly("get_task", "create_task");
        }
        assertThat(entries(list(owner, "task", "00000000-0000-4000-8000-000000000000")))
                .isEmpty();
    }

    @Test
    void a_tool_and_a_time_narrow_the_list() {
        var acme = server.organization();
        var owner = token(acme);
        server.tool(owner, "create_task", arguments("title", "One", "project", "DEV"));
        server.tool(owner, "listMyTasks", arguments());
        chained(acme);
        assertThat(entries(list(owner, "tool", "create_task"))).hasSize(1);
        var alias = entries(list(owner, "tool", "listMyTasks"));
        assertThat(alias).hasSize(1);
        assertThat(alias.get(0).getString("tool")).isEqualTo("list_tasks");
        assertThat(alias.get(0).getString("alias")).isEqualTo("listMyTasks");
        assertThat(entries(list(owner, "since", "2999-01-01"))).isEmpty();
    }

    @Test
    void u10_pages_follow_each_other_by_number() {
        var acme = server.organization();
        var owner = token(acme);
        for (var i = 0; i < 5; i++) {
            server.tool(owner, "create_task", arguments("title", "One", "project", "DEV"));
        }
        chained(acme);
        var first = list(owner, "tool", "create_task", "limit", 3);
        var second = list(owner, "tool", "create_task", "limit", 3, "cursor", first.getString("next_cursor"));
        assertThat(Stream.of(first, second)
                        .flatMap(page -> entries(page).stream())
                        .map(entry -> entry.getString("target")))
                .containsExactly("DEV-5", "DEV-4", "DEV-3", "DEV-2", "DEV-1");
        var other = list(owner, "tool", "get_task", "cursor", first.getString("next_cursor"));
        assertThat(other.getJsonObject("error").getString("code")).isEqualTo("validation_failed");
    }

    @Test
    void whoever_is_limited_to_a_part_does_not_read_the_log_of_all() {
        var acme = server.organization();
        for (var restrictions :
                List.of(new Restrictions(Set.of(acme.dev().id()), false, false), new Restrictions(null, true, false))) {
            var limited = acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, restrictions);
            var answer = server.tool(limited, "list_audit", arguments());
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).contains("\"forbidden\"", "the audit log is of all");
        }
    }

    @Test
    void it_needs_scope_and_permission_and_one_organization() {
        var acme = server.organization();
        var reader = acme.issue(
                OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE, Set.of(Scope.TASKS_READ), "mcp");
        assertThat(server.tool(reader, "list_audit", arguments()).body()).contains("insufficient_scope");
        var member = acme.issue(OpaqueToken.Kind.USER, acme.memberId(), null, Restrictions.NONE);
        assertThat(server.tool(member, "list_audit", arguments()).body()).contains("forbidden");
        var globex = server.organization();
        server.database()
                .execute("INSERT INTO rota.membership (org_id, user_id, role) VALUES (" + globex.id() + ", "
                        + acme.ownerId() + ", 'owner')");
        var both = token(acme);
        assertThat(list(both).getJsonObject("error").getString("code")).isEqualTo("org_required");
        assertThat(list(both, "organization", globex.slug()).containsKey("entries"))
                .isTrue();
    }
}
