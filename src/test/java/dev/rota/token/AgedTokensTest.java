package dev.rota.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Security C9, with rows made old in place of a clock: every age is the database's. */
class AgedTokensTest {
    private static TestServer server;
    private TestOrganization acme;

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
    }

    @Test
    void c9_a_token_that_nobody_used_for_180_days_counts_no_longer() {
        var unused = acme.issue(OpaqueToken.Kind.USER, acme.memberId(), null, Restrictions.NONE);
        var used = acme.issue(OpaqueToken.Kind.ORG, acme.ownerId(), null, Restrictions.NONE);
        aged(unused, "180 days 1 minute");
        aged(used, "200 days");
        lastUsed(used, "179 days");
        assertThat(use(unused)).isEqualTo(401);
        assertThat(use(used)).isEqualTo(200);
        assertThat(server.database().ask("SELECT reason FROM rota.auth_event WHERE token_id = '" + id(unused) + "'"))
                .contains("unused");

        look();

        assertThat(events("disable_unused_token")).containsExactly(id(unused));
        assertThat(ask("revoked_at IS NOT NULL", unused)).isEqualTo("t");
        assertThat(ask("revoked_at IS NULL", used)).isEqualTo("t");
    }

    @Test
    void c9_owners_are_told_a_week_before_and_once() {
        var agent = acme.agentToken(Restrictions.NONE);
        var personal = acme.issue(OpaqueToken.Kind.USER, acme.memberId(), null, Restrictions.NONE);
        var later = acme.issue(OpaqueToken.Kind.ORG, acme.ownerId(), null, Restrictions.NONE);
        aged(agent, "174 days");
        expiring(personal, "6 days 23 hours");
        expiring(later, "7 days 1 hour");

        look();
        look();

        assertThat(events("token_unused")).containsExactly(id(agent));
        assertThat(events("token_expires_soon")).containsExactly(id(personal));
        assertThat(server.database()
                        .ask(
                                "SELECT on_behalf_of FROM rota.audit_event WHERE action = 'token_expires_soon' AND org_id = "
                                        + acme.id()))
                .containsExactly(Long.toString(acme.memberId()));
        assertThat(use(agent)).isEqualTo(200);
        lastUsed(agent, "-1 seconds"); // used since it was told, and forgotten again
        aged(agent, "0 days");
        server.database()
                .execute("UPDATE rota.api_token SET disuse_told_at = now() - interval '175 days' WHERE public_id = '"
                        + id(agent) + "'");
        lastUsed(agent, "174 days");
        look();
        assertThat(events("token_unused")).containsExactly(id(agent), id(agent));
    }

    @Test
    void c9_a_personal_tokens_owner_is_told_in_each_organization_it_reaches() {
        var other = server.organization();
        server.database()
                .execute("INSERT INTO rota.membership (org_id, user_id, role) VALUES (" + other.id() + ", "
                        + acme.memberId() + ", 'member')");
        var token = acme.issue(OpaqueToken.Kind.USER, acme.memberId(), null, Restrictions.NONE);
        expiring(token, "1 day");
        look();
        assertThat(server.database()
                        .ask(
                                "SELECT org_id FROM rota.audit_event WHERE action = 'token_expires_soon' AND object_key = '"
                                        + id(token) + "' ORDER BY 1"))
                .containsExactly(acme.id().toString(), other.id().toString());
    }

    /** Has the server look now, as it does each hour, and waits until it has. */
    private static void look() {
        var due = "UPDATE rota.work_queue SET due_at = now() WHERE kind = 'aged_tokens'";
        var done =
                "SELECT 1 FROM rota.work_queue WHERE kind = 'aged_tokens' AND due_at > now() + interval '59 minutes'";
        server.database().execute(due);
        var deadlineNanos = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (server.database().ask(done).isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadlineNanos);
        }
    }

    private static void aged(OpaqueToken token, String age) {
        set("created_at = now() - interval '" + age + "'", token);
    }

    private static void expiring(OpaqueToken token, String left) {
        set("expires_at = now() + interval '" + left + "'", token);
    }

    private static void set(String columns, OpaqueToken token) {
        server.database().execute("UPDATE rota.api_token SET " + columns + " WHERE public_id = '" + id(token) + "'");
    }

    private static void lastUsed(OpaqueToken token, String ago) {
        server.database()
                .execute("INSERT INTO rota.token_use (token_id, last_used_at, network) SELECT id, now() - interval '"
                        + ago
                        + "', '' FROM rota.api_token WHERE public_id = '" + id(token)
                        + "' ON CONFLICT (token_id) DO UPDATE SET last_used_at = excluded.last_used_at");
    }

    private static int use(OpaqueToken token) {
        return server.mcp("/mcp", token, "tools/list", new JsonObject()).status();
    }

    private static String id(OpaqueToken token) {
        return server.database()
                .ask("SELECT public_id FROM rota.api_token WHERE hint = '" + token.hint() + "'")
                .get(0);
    }

    private static String ask(String what, OpaqueToken token) {
        return server.database()
                .ask("SELECT " + what + " FROM rota.api_token WHERE public_id = '" + id(token) + "'")
                .get(0);
    }

    private List<String> events(String action) {
        return server.database()
                .ask("SELECT object_key FROM rota.audit_event WHERE action = '" + action + "' AND org_id = "
                        + acme.id());
    }
}
