package dev.rota.attempt;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.identity.Caller;
import dev.rota.task.TaskStatus;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reports of work that is over, while others change the task. */
class ResultsTest {
    /** Whoever waits for a row that another transaction has. */
    private static final String WAITING =
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

    private static AttemptBench bench;
    private static Results results;

    private TestOrganization acme;
    private Caller agent;

    @BeforeAll
    static void open() {
        bench = new AttemptBench();
        results = new Results(bench.tasks, bench.claims, bench.attempts, bench.artifacts);
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    @BeforeEach
    void found() {
        acme = bench.organization();
        agent = acme.agent();
        bench.task(agent, "work");
    }

    @Test
    void a_result_of_a_task_that_is_reopened_meanwhile_finishes_it() throws SQLException {
        bench.move(agent, "DEV-1", TaskStatus.DONE);
        reportedWhile("todo");
        assertThat(bench.state(acme, "DEV-1")).startsWith("done ");
        assertThat(bench.history(acme, "DEV-1")).endsWith("claimed", "finished");
    }

    @Test
    void a_result_of_a_task_that_is_finished_meanwhile_is_kept() throws SQLException {
        reportedWhile("done");
        assertThat(bench.state(acme, "DEV-1")).startsWith("done ");
        assertThat(bench.history(acme, "DEV-1")).endsWith("reported").doesNotContain("claimed");
    }

    /** The agent reports a success, and waits while another moves the task. */
    private void reportedWhile(String status) throws SQLException {
        Future<Results.Reported> reported;
        try (var other = bench.copy.superuser();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("UPDATE rota.task SET status = '" + status + "', completed_at = CASE WHEN '" + status
                    + "' = 'done' THEN now() END WHERE org_id = " + acme.id());
            var report = new ResultReport(AttemptStatus.SUCCESS, null, null, null, null, null, null, Outcome.NONE);
            reported = bench.database.inOrganization(
                    agent, tx -> results.report(tx, agent, AttemptBench.ref("DEV-1"), report));
            var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
            while (bench.column(WAITING).isEmpty()) {
                assertThat(System.nanoTime()).as("it does not wait").isLessThan(until);
                Thread.onSpinWait();
            }
            other.commit();
        }
        assertThat(await(reported).result().status()).isEqualTo(AttemptStatus.SUCCESS);
    }
}
