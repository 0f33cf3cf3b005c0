package dev.rota.dialect.taskmaster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dependencies, removal, reports and the test-driven workflow. */
class TaskMasterPlanTest {
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
    void dependencies_are_added_and_removed_and_circles_refused() {
        client.made("One");
        client.made("Two");
        client.task("add_subtask", "{'id': '2', 'title': 'Below'}");
        assertThat(client.task("add_dependency", "{'id': '2.1', 'dependsOn': '1'}")
                        .getJsonArray("dependencies"))
                .containsExactly("1");
        assertThat(client.error("add_dependency", "{'id': '1', 'dependsOn': '2.1'}")
                        .getString("code"))
                .isEqualTo("cycle");
        assertThat(client.task("remove_dependency", "{'id': '2.1', 'dependsOn': 1}")
                        .getJsonArray("dependencies"))
                .isEmpty();
        assertThat(client.error("add_dependency", "{'id': '1', 'dependsOn': '9'}")
                        .getString("code"))
                .isEqualTo("not_found");
    }

    @Test
    void dependencies_are_validated_and_fixed() {
        client.made("One");
        client.task("add_task", "{'title': 'Two', 'dependencies': '1'}");
        client.task("add_task", "{'title': 'Three', 'dependencies': '2'}");
        var valid = client.call("validate_dependencies", "{}");
        assertThat(valid.getBoolean("valid")).isTrue();
        assertThat(valid.getJsonArray("longestChain")).containsExactly("3", "2", "1");
        client.natively("update_task", "{'task': 'DEV-1', 'status': 'failed'}");
        var invalid = client.call("validate_dependencies", "{}");
        assertThat(invalid.getBoolean("valid")).isFalse();
        assertThat(TaskMasterClient.objects(invalid, "dangling"))
                .containsExactly(new JsonObject()
                        .put("id", "2")
                        .put("dependsOn", "1")
                        .put("targetStatus", "failed")
                        .put("blocks", true));
        assertThat(TaskMasterClient.objects(client.call("fix_dependencies", "{}"), "removed"))
                .containsExactly(new JsonObject().put("id", "2").put("dependsOn", "1"));
        assertThat(client.call("validate_dependencies", "{}").getBoolean("valid"))
                .isTrue();
        assertThat(TaskMasterClient.ids(client.tasks("get_tasks", "{'filter': 'ready'}")))
                .containsExactly("2");
    }

    @Test
    void removed_tasks_lie_in_the_trash() {
        client.made("One");
        client.made("Two");
        client.task("add_subtask", "{'id': '1', 'title': 'Below'}");
        assertThat(client.error("remove_task", "{'id': '2,1', 'confirm': true}").getString("code"))
                .isEqualTo("blocked");
        assertThat(client.tasks("get_tasks", "{}")).hasSize(2);
        assertThat(client.error("remove_subtask", "{'id': '2'}").getString("field"))
                .isEqualTo("id");
        assertThat(client.call("remove_task", "{'id': '1.1,1'}").getJsonArray("removed"))
                .containsExactly("1.1", "1");
        assertThat(TaskMasterClient.ids(client.tasks("get_tasks", "{}"))).containsExactly("2");
        client.natively("delete_task", "{'task': 'DEV-1', 'restore': true}");
        assertThat(client.show("1").getString("title")).isEqualTo("One");
    }

    @Test
    void subtasks_are_cleared_and_converted() {
        client.made("One");
        for (var title : List.of("A", "B", "C")) {
            client.task("add_subtask", "{'id': '1', 'title': '%s'}", title);
        }
        assertThat(client.tasks("remove_subtask", "{'id': '1.2', 'convert': true}")
                        .get(0)
                        .getString("id"))
                .isEqualTo("3");
        client.call("execute_task_autonomous", "{'id': '1.1'}");
        assertThat(client.error("clear_subtasks", "{'id': '1'}").getString("code"))
                .isEqualTo("already_claimed");
        assertThat(TaskMasterClient.objects(client.show("1"), "subtasks")).hasSize(2);
        client.task("set_task_status", "{'id': '1.1', 'status': 'done'}");
        assertThat(client.call("clear_subtasks", "{'all': true}").getJsonArray("removed"))
                .containsExactly("1.1", "1.3");
        assertThat(TaskMasterClient.objects(client.show("1"), "subtasks")).isEmpty();
        assertThat(client.error("clear_subtasks", "{}").getString("field")).isEqualTo("id");
    }

    @Test
    void tasks_are_moved_below_others_and_into_tags() {
        client.made("One");
        client.made("Two");
        client.made("Three");
        assertThat(TaskMasterClient.ids(client.tasks("move_task", "{'from': '2,3', 'to': '1'}")))
                .containsExactly("1.1", "1.2");
        assertThat(client.show("2").getString("title")).isEqualTo("Two");
        client.call("add_tag", "{'name': 'later'}");
        client.call("move_task", "{'from': '1', 'fromTag': 'master', 'toTag': 'later'}");
        assertThat(TaskMasterClient.ids(client.tasks("get_tasks", "{'tag': 'later'}")))
                .containsExactly("1");
        client.call("move_task", "{'from': '1', 'fromTag': 'later', 'toTag': 'master'}");
        assertThat(TaskMasterClient.ids(client.tasks("get_tasks", "{}"))).containsExactly("1");
        assertThat(client.error("move_task", "{'from': '1'}").getString("field"))
                .isEqualTo("to");
    }

    @ParameterizedTest
    @CsvSource({
        "Update the documentation, simple, basic",
        "Add a comment, simple, basic",
        "Fix a typo, simple, basic",
        "Rename the variable, simple, basic",
        "Implement a function, medium, tests",
        "Add a test, medium, tests",
        "Refactor the component, medium, tests",
        "Optimize the query, medium, tests",
        "Something else, medium, tests",
        "Design the architecture, complex, peer_review",
        "Implement the system, complex, peer_review",
        "Integrate the service, complex, peer_review",
        "Migrate the database, complex, peer_review",
        "Security: fix it, critical, human",
        "Production issue, critical, human",
        "Data recovery, critical, human",
        "Performance is critical, critical, human"
    })
    void a_claim_is_routed_by_the_documents_table(String title, String grade, String validation) {
        var packet = client.call("execute_task_autonomous", "{'id': '%s'}", client.made(title));
        assertThat(packet.getJsonObject("task").getJsonObject("route"))
                .isEqualTo(new JsonObject().put("class", grade).put("validation", validation));
    }

    @Test
    void the_complexity_report_has_the_hardest_first() {
        client.made("Fix a typo");
        client.made("Security: fix it");
        client.made("Implement a function");
        var report = client.call("complexity_report", "{}");
        assertThat(TaskMasterClient.objects(report, "complexityAnalysis").stream()
                        .map(row -> row.getString("taskId") + " " + row.getString("class") + " "
                                + row.getInteger("complexityScore") + " " + row.getBoolean("expand")))
                .containsExactly("2 critical 9 true", "3 medium 5 true", "1 simple 2 false");
        var chosen = client.call("analyze_project_complexity", "{'threshold': 8, 'ids': '2,3', 'from': 1, 'to': 2}");
        assertThat(TaskMasterClient.objects(chosen, "complexityAnalysis").stream()
                        .map(row -> row.getString("taskId") + " " + row.getBoolean("expand")))
                .containsExactly("2 true");
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
    void get_tasks_never_exceeds_the_response_cap_and_goes_on_behind_its_cursor() {
        var text = "x".repeat(400);
        for (var i = 0; i < 60; i++) {
            client.task("add_task", "{'title': 'T%d', 'description': '%s', 'details': '%s'}", i, text, text);
        }
        for (var i = 0; i < 60; i++) {
            client.task("add_subtask", "{'id': '1', 'title': 'S%d', 'details': '%s'}", i, text);
        }
        var cap = 8_000 * 4;
        var ids = new ArrayList<String>();
        var arguments = "{'withSubtasks': true}";
        JsonObject page;
        do {
            page = client.call("get_tasks", arguments);
            assertThat(page.encode().length()).isLessThanOrEqualTo(cap);
            ids.addAll(TaskMasterClient.ids(TaskMasterClient.objects(page, "tasks")));
            arguments = "{'withSubtasks': true, 'cursor': " + page.getLong("next_cursor") + "}";
        } while (page.getBoolean("truncated", false));
        assertThat(ids).hasSize(60).doesNotHaveDuplicates();
        assertThat(client.send("get_task", "{'id': '1'}").tool().encode().length())
                .isLessThanOrEqualTo(cap);
    }
}
