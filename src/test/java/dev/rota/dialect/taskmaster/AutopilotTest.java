package dev.rota.dialect.taskmaster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The test-driven workflow over a claim. */
class AutopilotTest {
    private static TestServer server;

    private TestOrganization acme;
    private TaskMasterClient client;

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
        client = TaskMasterClient.agent(server, acme);
    }

    @Test
    void the_autopilot_keeps_track_of_one_claim() {
        client.made("Parent");
        client.task("add_subtask", "{'id': '1', 'title': 'A'}");
        client.task("add_subtask", "{'id': '1', 'title': 'B'}");
        assertThat(client.error("autopilot_status", "{'projectRoot': '/repo'}").getString("hint"))
                .contains("autopilot_start");
        var started = client.call("autopilot_start", "{'taskId': '1', 'maxAttempts': 3, 'force': false}");
        var attempt = started.getLong("attempt_id");
        assertThat(started.getBoolean("success")).isTrue();
        var next = client.call("autopilot_next", "{}");
        assertThat(next.getLong("attempt_id")).isEqualTo(attempt);
        assertThat(next.getJsonObject("currentSubtask").getString("id")).isEqualTo("1.1");
        var red = client.call(
                "autopilot_complete_phase",
                "{'phase': 'RED', 'testResults': {'total': 3, 'passed': 2, 'failed': 1, 'skipped': 0}}");
        assertThat(red.getString("status")).isEqualTo("pass");
        assertThat(red.getString("gate")).isEqualTo("tests.red");
        assertThat(red.getString("nextAction")).isEqualTo("implement");
        var green = client.call(
                "autopilot_complete_phase",
                "{'phase': 'GREEN', 'testResults': {'total': 3, 'passed': 2, 'failed': 1}}");
        assertThat(green.getBoolean("success")).isFalse();
        assertThat(green.getString("status")).isEqualTo("fail");
        assertThat(client.error("autopilot_complete_phase", "{'testResults': {'failed': 'many'}}")
                        .getString("field"))
                .isEqualTo("testResults");
        assertThat(client.call("autopilot_commit", "{'files': ['a.java'], 'hash': 'abc123'}")
                        .getString("message"))
                .isEqualTo("Task 1: Parent");
        client.task("set_task_status", "{'id': '1.1', 'status': 'done'}");
        assertThat(client.call("autopilot_status", "{'attempt_id': %d}", attempt)
                        .getJsonObject("progress"))
                .isEqualTo(new JsonObject().put("completed", 1).put("total", 2).put("percentage", 50));
        assertThat(client.call("autopilot_resume", "{}").getLong("attempt_id")).isEqualTo(attempt);
        assertThat(client.call("autopilot_finalize", "{'notes': 'all green'}").getString("status"))
                .isEqualTo("done");
        client.call("autopilot_start", "{'taskId': '1.2'}");
        assertThat(client.call("autopilot_abort", "{'force': true}").getString("status"))
                .isEqualTo("pending");
        var task = client.natively("get_task", "{'task': 'DEV-1', 'include': ['attempts', 'commits']}");
        assertThat(task.getJsonArray("commits").getJsonObject(0).getString("hash"))
                .isEqualTo("abc123");
    }

    @Test
    void failing_tests_are_no_evidence_that_tests_pass() {
        var made = TestAdmin.owner(server, acme)
                .post(
                        "/organizations/" + acme.slug() + "/gates",
                        new JsonObject("{\"project\": \"DEV\", \"name\": \"tests\", \"max_critical\": 0}"));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        client.made("Proven");
        client.call("autopilot_start", "{'taskId': '1'}");
        var red = phase("RED", 1);
        assertThat(red.getBoolean("success")).isTrue();
        assertThat(red.getBoolean("gate_satisfied")).isFalse();
        assertThat(client.error("set_task_status", "{'id': '1', 'status': 'done'}")
                        .getString("code"))
                .isEqualTo("gate_failed");
        assertThat(phase("GREEN", 0).getBoolean("gate_satisfied")).isTrue();
        assertThat(phase("RED", 0).getBoolean("success")).isFalse();
        assertThat(client.call("autopilot_finalize", "{}").getString("status")).isEqualTo("done");
    }

    private JsonObject phase(String phase, int failed) {
        return client.call(
                "autopilot_complete_phase",
                "{'phase': '%s', 'testResults': {'total': 3, 'passed': %d, 'failed': %d}}",
                phase,
                3 - failed,
                failed);
    }

    @Test
    void of_several_workflows_none_is_guessed() {
        client.made("One");
        client.made("Two");
        var one = start("1");
        var two = start("2");
        for (var call : List.of(
                "autopilot_status {}",
                "autopilot_commit {}",
                "autopilot_finalize {}",
                "autopilot_complete_phase {'testResults': {'failed': 0}}")) {
            var parts = call.split(" ", 2);
            var refused = client.error(parts[0], parts[1]);
            assertThat(refused.getString("field")).as(call).isEqualTo("attempt_id");
            assertThat(refused.getJsonArray("accepted")).as(call).containsExactly("" + one, "" + two);
        }
        client.call("autopilot_commit", "{'attempt_id': %d}", one);
        assertThat(client.call("autopilot_finalize", "{'attempt_id': %d}", two).getString("taskId"))
                .isEqualTo("2");
        assertThat(client.call("autopilot_finalize", "{}").getString("taskId")).isEqualTo("1");
    }

    @Test
    void what_a_model_is_at_is_no_workflow_of_the_caller() {
        client.made("One");
        client.made("For a model");
        var one = start("1");
        var models = start("2");
        server.database()
                .execute(
                        "INSERT INTO rota.execution (org_id, attempt_id, task_id, endpoint, provider, model, auto_complete,"
                                + " request, reserved_usd) SELECT org_id, id, task_id, 'local', 'ollama', 'small', false, '{}', 0"
                                + " FROM rota.attempt WHERE org_id = " + acme.id() + " AND id = " + models);
        assertThat(client.call("autopilot_status", "{}").getLong("attempt_id")).isEqualTo(one);
        assertThat(client.call("autopilot_abort", "{}").getString("taskId")).isEqualTo("1");
        assertThat(client.error("autopilot_finalize", "{}").getString("code")).isEqualTo("not_found");
        assertThat(client.call("autopilot_abort", "{'attempt_id': %d}", models).getString("taskId"))
                .isEqualTo("2");
    }

    private long start(String id) {
        return client.call("autopilot_start", "{'taskId': '%s'}", id).getLong("attempt_id");
    }
}
