package dev.rota.execution;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestServer;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** O3 for executions: whoever asks for more than they may have at a time waits for themselves alone. */
class FairTurnsTest {
    private static final int BACKLOG = 20;

    @Test
    void o3_an_organization_with_many_that_cannot_run_holds_up_nobody() {
        try (var models = new TestModels();
                var server = TestServer.start(
                        TestDatabase.create(),
                        Map.of(
                                "rota.egress.allow", "127.0.0.1",
                                "rota.models.executions", "2",
                                "rota.models.organization-executions", "1",
                                "rota.background.interval", "10s"))) {
            var noisy = new TestExecutions(server, models);
            var quiet = new TestExecutions(server, models);
            Promise<Void> release = Promise.promise();
            backlog(server, models, noisy, release);

            assertThat(quiet.row(quiet.ended(quiet.endpoint("ollama")), "status"))
                    .isEqualTo("success");
            var passedOver = "SELECT count(*) FROM rota.work_queue WHERE kind = 'execution' AND org_id = "
                    + noisy.organization().id() + " AND due_at < now() - interval '30 minutes'";
            assertThat(Integer.parseInt(noisy.ask(passedOver).get(0))).isGreaterThan(BACKLOG / 2);
            release.complete(); // a server that stops waits for what runs
        }
    }

    /** One that runs until {@code release}, and others behind it that have been due for an hour. */
    private static void backlog(TestServer server, TestModels models, TestExecutions noisy, Promise<Void> release) {
        server.database()
                .execute("UPDATE rota.organization SET policy = policy || '{\"max_claims\": 100}' WHERE id = "
                        + noisy.organization().id());
        var endpoint = noisy.endpoint("ollama", new JsonObject().put("concurrency", 1));
        var arrived = models.nextWaitsFor(release);
        noisy.run(noisy.task("First"), endpoint, true);
        await(arrived.future());
        for (var i = 0; i < BACKLOG; i++) {
            noisy.run(noisy.task("Later"), endpoint, true);
        }
        server.database()
                .execute("UPDATE rota.work_queue q SET due_at = now() - interval '1 hour' FROM rota.execution x"
                        + " WHERE q.kind = 'execution' AND q.org_id = x.org_id AND q.subject_id = x.id"
                        + " AND x.status = 'queued' AND x.org_id = "
                        + noisy.organization().id());
    }
}
