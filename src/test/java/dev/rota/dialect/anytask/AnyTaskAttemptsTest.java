package dev.rota.dialect.anytask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.token.OpaqueToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attempts of clients without a heartbeat: their lease, whose they are, and how ends read that the dialect does not know. */
class AnyTaskAttemptsTest {
    private static TestServer server;

    private TestOrganization acme;
    private AnyTaskClient client;

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
        client = AnyTaskClient.agent(server, acme);
    }

    private long started() {
        return client.call("start_attempt", "{'task_id': '%s'}", client.made("T"))
                .getLong("attempt_id");
    }

    private Duration left(long attempt) {
        var until = server.database()
                .ask("SELECT extract(epoch FROM lease_expires_at)::bigint FROM rota.attempt WHERE id = " + attempt)
                .get(0);
        return Duration.between(Instant.now(), Instant.ofEpochSecond(Long.parseLong(until)));
    }

    /** Makes it an attempt of some hours ago, of whose lease some minutes are left. */
    private void age(long attempt, int minutesLeft) {
        server.database()
                .execute("UPDATE rota.attempt SET started_at = now() - interval '10 hours', lease_expires_at = now() +"
                        + " interval '" + minutesLeft + " minutes' WHERE id = " + attempt);
    }

    @Test
    void a_lease_lasts_eight_hours() {
        assertThat(left(started())).isBetween(Duration.ofMinutes(470), Duration.ofMinutes(481));
    }

    @Test
    void any_call_of_its_holder_renews_it() {
        var attempt = started();
        age(attempt, 5);
        try (var second = TestServer.start(server.database(), Map.of())) { // which has not yet looked after this holder
            new AnyTaskClient(second, client.token(), client.path()).call("list_tasks", "{}");
        }
        assertThat(left(attempt)).isGreaterThan(Duration.ofMinutes(470));
        assertThat(server.database()
                        .ask("SELECT action || ' ' || alias FROM rota.audit_event WHERE action = 'report_progress'"))
                .contains("report_progress list_tasks");
    }

    @Test
    void what_was_promised_less_is_not_renewed_however_old_it_is() {
        var key = client.made("T");
        var attempt = client.natively("claim_task", "{'task': '%s', 'lease_seconds': 600}", key)
                .getLong("attempt_id");
        age(attempt, 5); // ten hours of heartbeats
        try (var second = TestServer.start(server.database(), Map.of())) {
            new AnyTaskClient(second, client.token(), client.path()).call("list_tasks", "{}");
        }
        assertThat(left(attempt)).isLessThan(Duration.ofMinutes(6));
    }

    @Test
    void calls_of_others_and_of_those_who_may_not_work_renew_nothing() {
        var attempt = started();
        age(attempt, 5);
        var reader = acme.issue(
                OpaqueToken.Kind.AGENT,
                acme.ownerId(),
                acme.agentId(),
                Restrictions.NONE,
                Set.of(Scope.TASKS_READ),
                "mcp");
        new AnyTaskClient(server, reader, AnyTaskClient.PATH).call("list_tasks", "{}");
        var owner = acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE);
        new AnyTaskClient(server, owner, AnyTaskClient.PATH).call("list_tasks", "{}");
        assertThat(left(attempt)).isLessThan(Duration.ofMinutes(6));
    }

    @Test
    void an_expired_attempt_reads_as_failed_for_want_of_time_and_finishing_it_so_changes_nothing() {
        var attempt = started();
        server.database()
                .execute("UPDATE rota.attempt SET status = 'expired', finished_at = now() WHERE id = " + attempt);
        var shown = client.call("finish_attempt", "{'attempt_id': %d, 'status': 'failed'}", attempt)
                .getJsonObject("attempt");
        assertThat(shown.getString("status")).isEqualTo("failed");
        assertThat(shown.getString("native_status")).isEqualTo("expired");
        assertThat(shown.getString("failure_class")).isEqualTo("timeout");
        assertThat(client.error("finish_attempt", "{'attempt_id': %d, 'status': 'success'}", attempt)
                        .getString("code"))
                .isEqualTo("lease_lost");
    }

    @Test
    void finishing_twice_says_the_same_twice() {
        var attempt = started();
        var once = client.call("finish_attempt", "{'attempt_id': %d, 'status': 'success'}", attempt);
        assertThat(client.call("finish_attempt", "{'attempt_id': %d, 'status': 'success'}", attempt)
                        .getJsonObject("attempt"))
                .isEqualTo(once.getJsonObject("attempt"));
    }

    @Test
    void a_task_that_somebody_works_on_is_refused_and_says_when_to_come_back() {
        var key = client.made("T");
        client.call("start_attempt", "{'task_id': '%s'}", key);
        var other = new AnyTaskClient(
                server, acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE), AnyTaskClient.PATH);
        var refused = other.error("start_attempt", "{'task_id': '%s'}", key);
        assertThat(refused.getString("code")).isEqualTo("already_claimed");
        assertThat(refused.getLong("retry_after_ms")).isPositive();
    }

    @Test
    void nobody_else_can_finish_an_attempt_or_add_to_it() {
        var attempt = started();
        var other = new AnyTaskClient(
                server, acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE), AnyTaskClient.PATH);
        assertThat(other.error("finish_attempt", "{'attempt_id': %d, 'status': 'success'}", attempt)
                        .getString("code"))
                .isEqualTo("not_found");
        assertThat(other.error("add_artifact", "{'attempt_id': %d, 'type': 'log', 'content': 'x'}", attempt)
                        .getString("code"))
                .isEqualTo("not_found");
    }

    @Test
    void a_blocked_task_is_refused() {
        var first = client.made("first");
        var second = client.natively(
                        "create_task", "{'title': 'second', 'project': 'DEV', 'depends_on': ['%s']}", first)
                .getJsonObject("task")
                .getString("key");
        assertThat(client.error("start_attempt", "{'task_id': '%s'}", second).getString("code"))
                .isEqualTo("blocked");
    }
}
