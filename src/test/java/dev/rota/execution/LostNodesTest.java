package dev.rota.execution;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestServer;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F1 for executions: what becomes of one whose node is gone, depending on what had been sent, and to whom. */
class LostNodesTest {
    private static TestServer server;
    private static TestModels models;

    private TestExecutions acme;

    @BeforeAll
    static void start() {
        models = new TestModels();
        server = TestServer.start(
                TestDatabase.create(), Map.of("rota.egress.allow", "127.0.0.1", "rota.background.interval", "100ms"));
    }

    @AfterAll
    static void stop() {
        server.close();
        models.close();
    }

    @BeforeEach
    void organization() {
        acme = new TestExecutions(server, models);
        models.asked().clear();
    }

    /**
     * An execution of which a node had sent the request when it was lost, as others find it when its lease is over. The node
     * comes back to life with an answer once {@code late} completes.
     *
     * @param more what else its row shows
     */
    private long lost(String provider, Promise<Void> late, String more) {
        return lostAt(acme.endpoint(provider), late, more);
    }

    private long lostAt(String endpoint, Promise<Void> late, String more) {
        var arrived = models.nextWaitsFor(late);
        var attempt = acme.run(acme.task("Anything"), endpoint, true);
        await(arrived.future());
        server.database()
                .execute("UPDATE rota.execution SET fence = fence + 1" + more + " WHERE attempt_id = " + attempt);
        dueNow(attempt);
        return attempt;
    }

    private void dueNow(long attempt) {
        server.database()
                .execute("UPDATE rota.work_queue SET due_at = now() WHERE kind = 'execution' AND subject_id ="
                        + " (SELECT id FROM rota.execution WHERE attempt_id = " + attempt + ")");
    }

    @Test
    void f1_a_request_without_a_bill_is_sent_again_and_the_late_answer_counts_no_more() {
        Promise<Void> late = Promise.promise();
        var attempt = lost("ollama", late, "");
        acme.awaitEnd(attempt);
        late.complete();
        acme.ended(acme.endpoint("ollama")); // whatever the late answer does, it has done before this one
        assertThat(acme.row(attempt, "concat_ws(' ', status, tries)")).isEqualTo("success 2");
        assertThat(models.asked()).hasSize(3);
        assertThat(acme.ask("SELECT count(*) FROM rota.artifact WHERE attempt_id = " + attempt))
                .containsExactly("1");
    }

    @Test
    void f1_a_request_with_a_bill_is_not_sent_again() {
        Promise<Void> late = Promise.promise();
        var attempt = lost("anthropic", late, "");
        acme.awaitEnd(attempt);
        late.complete();
        acme.ended(acme.endpoint("ollama"));
        assertThat(acme.row(attempt, "concat_ws(' ', status, error, tries, cost_usd)"))
                .isEqualTo("error outcome_unknown 1");
        assertThat(acme.attempt(attempt, "status")).isEqualTo("failed");
        assertThat(acme.taskStatus(attempt)).isEqualTo("todo");
        assertThat(models.asked()).hasSize(2);
    }

    @Test
    void f1_a_request_to_an_ollama_that_has_prices_is_not_sent_again() {
        var attempt =
                lostAt(acme.endpoint("ollama", new JsonObject().put("price_output_usd", 1_000)), Promise.promise(), "");
        acme.awaitEnd(attempt);
        assertThat(acme.row(attempt, "concat_ws(' ', status, error, tries, cost_usd)"))
                .isEqualTo("error outcome_unknown 1");
        assertThat(models.asked()).hasSize(1);
    }

    @Test
    void f1_a_request_to_an_endpoint_that_is_gone_may_have_been_charged() {
        var endpoint = acme.endpoint("anthropic");
        var arrived = models.nextWaitsFor(Promise.promise());
        var attempt = acme.run(acme.task("Anything"), endpoint, true);
        await(arrived.future());
        server.database()
                .execute("UPDATE rota.execution SET fence = fence + 1, endpoint_id = NULL WHERE attempt_id = "
                        + attempt);
        dueNow(attempt);
        acme.awaitEnd(attempt);
        assertThat(acme.row(attempt, "error")).isEqualTo("outcome_unknown");
    }

    @Test
    void an_item_whose_execution_is_gone_leaves_the_queue() {
        server.database()
                .execute("INSERT INTO rota.work_queue (org_id, kind, subject_id, due_at) VALUES ("
                        + acme.organization().id() + ", 'execution', 987654321, now())");
        TestExecutions.until(
                () -> acme.ask("SELECT count(*) FROM rota.work_queue WHERE subject_id = 987654321 AND org_id = "
                                + acme.organization().id())
                        .contains("0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE rota.agent SET active = false WHERE org_id = ORG",
                "UPDATE rota.membership SET active = false WHERE org_id = ORG AND role = 'owner'",
                "UPDATE rota.attempt SET principal_kind = 'user', principal_id = MEMBER WHERE id = ATTEMPT;"
                        + " UPDATE rota.membership SET active = false WHERE org_id = ORG AND user_id = MEMBER",
                "UPDATE rota.attempt SET principal_kind = 'user', principal_id = MEMBER WHERE id = ATTEMPT;"
                        + " UPDATE rota.user_account SET active = false WHERE id = MEMBER",
                "UPDATE rota.attempt SET principal_kind = 'org', principal_id = TOKEN WHERE id = ATTEMPT;"
                        + " UPDATE rota.api_token SET revoked_at = now() WHERE id = TOKEN"
            })
    void t3_nothing_is_sent_for_somebody_who_is_no_longer_there(String leaving) {
        var attempt = waiting();
        execute(attempt, leaving);
        dueNow(attempt);
        acme.awaitEnd(attempt);
        assertThat(acme.row(attempt, "status || ' ' || error")).isEqualTo("cancelled principal_inactive");
        assertThat(acme.attempt(attempt, "status")).isEqualTo("aborted");
        assertThat(acme.taskStatus(attempt)).isEqualTo("todo");
        assertThat(models.asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE rota.attempt SET principal_kind = 'user', principal_id = MEMBER WHERE id = ATTEMPT",
                "UPDATE rota.attempt SET principal_kind = 'org', principal_id = TOKEN WHERE id = ATTEMPT"
            })
    void t3_whoever_is_still_there_gets_an_answer(String staying) {
        var attempt = waiting();
        execute(attempt, staying);
        dueNow(attempt);
        acme.awaitEnd(attempt);
        assertThat(acme.row(attempt, "status")).isEqualTo("success");
    }

    /** An execution that was asked for once, and waits for a minute. */
    private long waiting() {
        models.nextStatus(429, "59");
        var attempt = acme.run(acme.task("Anything"), acme.endpoint("ollama"), true);
        TestExecutions.until(
                () -> acme.row(attempt, "concat_ws(' ', status, tries)").equals("queued 1"));
        return attempt;
    }

    private void execute(long attempt, String template) {
        var token = acme.organization().organization().principal().id();
        server.database()
                .execute(template.replace("ORG", acme.organization().id().toString())
                        .replace("MEMBER", Long.toString(acme.organization().memberId()))
                        .replace("ATTEMPT", Long.toString(attempt))
                        .replace("TOKEN", Long.toString(token)));
    }

    @Test
    void f1_what_was_not_sent_is_sent() {
        var attempt = lost("openai", Promise.promise(), ", sent_at = NULL, tries = 0");
        acme.awaitEnd(attempt);
        assertThat(acme.row(attempt, "concat_ws(' ', status, tries)")).isEqualTo("success 1");
    }

    @Test
    void f1_an_execution_that_costs_node_after_node_is_given_up() {
        var attempt = lost("ollama", Promise.promise(), ", tries = 3");
        acme.awaitEnd(attempt);
        assertThat(acme.row(attempt, "status || ' ' || error")).isEqualTo("error node_lost");
        assertThat(models.asked()).hasSize(1);
    }

    @Test
    void an_execution_that_waits_for_an_endpoint_that_is_gone_fails() {
        var endpoint = acme.endpoint("ollama");
        models.nextStatus(429, "59");
        var attempt = acme.run(acme.task("Anything"), endpoint, true);
        TestExecutions.until(
                () -> acme.row(attempt, "concat_ws(' ', status, tries)").equals("queued 1"));
        assertThat(acme.owner().delete(acme.path() + "/" + endpoint).status()).isEqualTo(204);
        dueNow(attempt);
        acme.awaitEnd(attempt);
        assertThat(acme.row(attempt, "status || ' ' || error")).isEqualTo("error endpoint_gone");
        assertThat(acme.row(attempt, "endpoint")).isEqualTo(endpoint);
    }

    @Test
    void an_execution_that_waited_too_long_lets_its_task_go() {
        models.nextStatus(429, "59");
        var attempt = acme.run(acme.task("Anything"), acme.endpoint("ollama"), true);
        TestExecutions.until(
                () -> acme.row(attempt, "concat_ws(' ', status, tries)").equals("queued 1"));
        server.database()
                .execute(
                        "UPDATE rota.attempt SET lease_expires_at = now() - interval '1 second' WHERE id = " + attempt);
        dueNow(attempt);
        acme.awaitEnd(attempt);
        assertThat(acme.row(attempt, "status || ' ' || error")).isEqualTo("cancelled claim_ended");
    }

    @Test
    void a_secret_under_another_key_is_said_to_be_that() {
        var endpoint = acme.endpoint("openai");
        server.database()
                .execute("UPDATE rota.model_endpoint SET secret_sealed = decode(repeat('00', 40), 'hex') WHERE name = '"
                        + endpoint + "'");
        var attempt = acme.ended(endpoint);
        assertThat(acme.row(attempt, "status || ' ' || error")).isEqualTo("error secret_unreadable");
        assertThat(acme.attempt(attempt, "failure_class")).isEqualTo("permission_error");
        assertThat(models.asked()).isEmpty();
    }

    @Test
    void the_task_shows_attempt_and_answer() {
        var attempt = acme.ended(acme.endpoint("ollama"));
        var shown = acme.tool(
                "get_task",
                new JsonObject()
                        .put(
                                "task",
                                acme.ask("SELECT t.key FROM rota.task t JOIN rota.attempt a ON a.task_id = t.id"
                                                + " WHERE a.id = " + attempt)
                                        .get(0))
                        .put(
                                "include",
                                new io.vertx.core.json.JsonArray()
                                        .add("attempts")
                                        .add("artifacts")));
        assertThat(shown.getJsonArray("artifacts").getJsonObject(0).getString("type"))
                .isEqualTo("log");
        assertThat(shown.getJsonArray("attempts").getJsonObject(0).getString("status"))
                .isEqualTo("success");
    }
}
