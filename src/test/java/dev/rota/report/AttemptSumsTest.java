package dev.rota.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is summed up as attempts end is what counting them again gives. */
@ExtendWith(EventLoopRule.class)
class AttemptSumsTest {
    /** As many tasks as one agent may hold. */
    private static final int WORKERS = 3;

    private static final int ATTEMPTS = 8;

    private static final String KEPT =
            """
            SELECT concat_ws('|', day, project_id, principal_id, model, status, failure_class, attempts, duration_ms, tokens_input,
                   tokens_output, tokens_total, trim_scale(cost_usd))
              FROM rota.attempt_day WHERE attempts <> 0 AND org_id =\s""";

    private static final String COUNTED =
            """
            SELECT concat_ws('|', (a.finished_at AT TIME ZONE 'UTC')::date, t.project_id, a.principal_id, coalesce(a.model, ''),
                   a.status, coalesce(a.failure_class, ''), count(*),
                   sum(coalesce(a.wall_clock_ms, greatest(0, extract(epoch FROM a.finished_at - a.started_at) * 1000)::bigint)),
                   sum(coalesce(a.tokens_input, 0)), sum(coalesce(a.tokens_output, 0)), sum(coalesce(a.tokens_total, 0)),
                   trim_scale(sum(coalesce(a.cost_usd, 0))))
              FROM rota.attempt a JOIN rota.task t ON t.org_id = a.org_id AND t.id = a.task_id
             WHERE a.status <> 'running' AND a.org_id = %s
             GROUP BY (a.finished_at AT TIME ZONE 'UTC')::date, t.project_id, a.principal_id, coalesce(a.model, ''), a.status,
                   coalesce(a.failure_class, '')
            """;

    private static final String WAITING =
            """
            SELECT w.pid FROM pg_locks w JOIN pg_database d ON d.oid = w.database
             WHERE d.datname = current_database() AND w.locktype = 'advisory' AND NOT w.granted
               AND ((w.classid::bigint << 32) | w.objid::bigint) = hashtextextended('rota.insight', %s)
            """;

    private static final String READ_BY_WAITING =
            """
            SELECT l.pid FROM pg_locks l
             WHERE l.mode = 'AccessShareLock' AND l.relation = 'rota.audit_event'::regclass AND l.pid IN (
            """
                    + WAITING + ")";

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void sums_are_what_counting_again_gives_however_many_work_at_a_time() throws Exception {
        var acme = server.organization();
        workTogether(acme);
        assertThat(kept(acme)).isNotEmpty().containsExactlyInAnyOrderElementsOf(counted(acme));
        assertThat(server.metrics()).contains("rota_attempts_total{status=\"success\"}", "rota_attempt_cost_usd_total");
        assertThat(server.database().ask("SELECT sum(tool_calls) FROM rota.attempt_day WHERE org_id = " + acme.id()))
                .containsExactly(String.valueOf(2 * WORKERS * ATTEMPTS)); // the claim and the end of each
    }

    @Test
    void what_is_corrected_afterwards_is_summed_up_as_it_is_then() throws Exception {
        var acme = server.organization();
        workTogether(acme);
        server.database()
                .execute(
                        "UPDATE rota.attempt SET model = 'corrected', cost_usd = 7, tokens_total = NULL WHERE id % 2 = 0"
                                + " AND org_id = " + acme.id());
        server.database()
                .execute(
                        "UPDATE rota.attempt SET status = 'partial', failure_class = NULL WHERE id % 3 = 0 AND org_id = "
                                + acme.id());
        assertThat(kept(acme)).isNotEmpty().containsExactlyInAnyOrderElementsOf(counted(acme));
    }

    @Test
    void calls_are_counted_before_others_are_kept_waiting() throws Exception {
        var acme = server.organization();
        var agent = acme.agentToken(Restrictions.NONE);
        var attempt = claim(agent, make(agent, 0));
        var organization = acme.id().toString();
        CompletableFuture<Void> end;
        try (var other = server.database().superuser();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(hashtextextended('rota.insight', " + organization + "))");
            end = CompletableFuture.runAsync(() -> finish(agent, attempt, 1));
            var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
            while (server.database().ask(WAITING.replace("%s", organization)).isEmpty()) {
                assertThat(System.nanoTime()).as("it does not wait").isLessThan(until);
                Thread.onSpinWait();
            }
            assertThat(server.database().ask(READ_BY_WAITING.replace("%s", organization)))
                    .hasSize(1);
        }
        end.get(10, TimeUnit.SECONDS);
        assertThat(server.database().ask("SELECT tool_calls FROM rota.attempt_day WHERE org_id = " + acme.id()))
                .containsExactly("2");
    }

    @Test
    void what_is_rolled_back_is_not_summed_up() {
        var acme = server.organization();
        var agent = acme.agentToken(Restrictions.NONE);
        var attempt = claim(agent, make(agent, 0));
        var refused = server.tool(
                        agent,
                        "finish_attempt",
                        new JsonObject()
                                .put("attempt_id", attempt)
                                .put("status", "success")
                                .put("cost_usd", -1))
                .tool();
        assertThat(refused.getJsonObject("error")).isNotNull();
        assertThat(kept(acme)).isEmpty();
    }

    private static List<String> kept(TestOrganization organization) {
        return server.database().ask(KEPT + organization.id());
    }

    private static List<String> counted(TestOrganization organization) {
        return server.database().ask(COUNTED.replace("%s", organization.id().toString()));
    }

    private static void workTogether(TestOrganization acme)
            throws InterruptedException, ExecutionException, TimeoutException {
        var workers = new ArrayList<CompletableFuture<Void>>();
        for (var worker = 0; worker < WORKERS; worker++) {
            var agent = acme.agentToken(Restrictions.NONE);
            workers.add(CompletableFuture.runAsync(() -> {
                for (var n = 0; n < ATTEMPTS; n++) {
                    finish(agent, claim(agent, make(agent, n)), n);
                }
            }));
        }
        for (var worker : workers) {
            worker.get(30, TimeUnit.SECONDS);
        }
    }

    private static String make(OpaqueToken agent, int n) {
        return call(
                        agent,
                        "create_task",
                        new JsonObject().put("title", "a task").put("project", n % 2 == 0 ? "DEV" : "OPS"))
                .getJsonObject("task")
                .getString("key");
    }

    private static long claim(OpaqueToken agent, String task) {
        var claim = call(agent, "claim_task", new JsonObject().put("task", task));
        assertThat(claim.getBoolean("claimed")).as(claim.encode()).isTrue();
        return claim.getLong("attempt_id");
    }

    private static void finish(OpaqueToken agent, long attempt, int n) {
        var how = new JsonObject().put("attempt_id", attempt).put("status", n % 3 == 0 ? "failed" : "success");
        if (n % 3 == 0) {
            how.put("failure_class", "test_fail");
        }
        if (n % 2 == 0) {
            how.put("model", "model " + n % 4)
                    .put("tokens_input", 100 + n)
                    .put("tokens_output", n)
                    .put("cost_usd", 0.125);
        }
        assertThat(call(agent, "finish_attempt", how).getJsonObject("attempt")).isNotNull();
    }

    private static JsonObject call(OpaqueToken agent, String tool, JsonObject arguments) {
        var answer = server.tool(agent, tool, arguments).tool();
        assertThat(answer.getJsonObject("error")).as(tool + " " + arguments).isNull();
        return answer;
    }
}
