package dev.rota.dialect.taskmaster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The integration document, heading by heading, with our URL in place of its server. Its first pattern is {@code
 * TaskCommandsTest}, its second {@link ParallelPatternTest}, the table of its third {@link TaskMasterPlanTest}.
 */
class TaskMasterSeedTest {
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

    /** "Tool Allowlist Configuration": the hooks note what an editor does. */
    @Test
    void hooks_note_edits_and_commits_on_the_current_task() {
        client.made("T");
        client.call("update_subtask", "{'id': '1', 'prompt': 'Starting edit: src/App.java'}");
        client.call("update_subtask", "{'id': '1', 'prompt': 'Committed changes: Add the page'}");
        assertThat(TaskMasterClient.objects(client.show("1"), "notes").stream().map(note -> note.getString("text")))
                .containsExactly("Committed changes: Add the page", "Starting edit: src/App.java");
    }

    /** "Custom Slash Commands": the loop until no task is available, then the report. */
    @Test
    void the_workflow_command_ends_when_all_tasks_are_complete() {
        client.task("add_task", "{'title': 'Schema', 'priority': 'high'}");
        client.task("add_task", "{'title': 'API', 'dependencies': '1'}");
        client.task("add_subtask", "{'id': '2', 'title': 'Routes', 'dependencies': '1'}");
        var order = new ArrayList<String>();
        for (var next = client.call("next_task", "{}").getJsonObject("task");
                next != null;
                next = client.call("next_task", "{}").getJsonObject("task")) {
            var id = next.getString("id");
            assertThat(client.show(id).getString("title")).isEqualTo(next.getString("title"));
            client.task("set_task_status", "{'id': '%s', 'status': 'in-progress'}", id);
            client.task("set_task_status", "{'id': '%s', 'status': 'done'}", id);
            order.add(id);
        }
        assertThat(order).containsExactly("1", "2", "2.1");
        assertThat(client.call("complexity_report", "{}").getJsonArray("complexityAnalysis"))
                .isEmpty();
    }

    /** The debug command: status, dependencies, connection. */
    @Test
    void the_debug_command_finds_its_way() {
        client.made("T");
        assertThat(client.tasks("get_tasks", "{}").get(0).getString("status")).isEqualTo("pending");
        assertThat(client.call("validate_dependencies", "{}").getBoolean("valid"))
                .isTrue();
        assertThat(client.listed()).isNotEmpty();
    }

    /** "Pattern 2", one task: what {@code TaskContext} and the result are read by. */
    @Test
    void a_ready_task_has_what_the_executor_reads_and_the_result_says_success() {
        client.task("add_task", "{'title': 'T', 'details': 'Step by step'}");
        var task = client.tasks("get_tasks", "{'filter': 'ready'}").get(0);
        assertThat(task.getString("id")).isEqualTo("1");
        assertThat(task.getJsonArray("dependencies")).isEmpty();
        assertThat(task.getString("status")).isEqualTo("pending");
        assertThat(task.getString("details")).isEqualTo("Step by step");
        var result = client.call(
                "execute_task_autonomous", "{'id': '1', 'details': 'Step by step', 'validation_required': true}");
        assertThat(result.getBoolean("success")).isTrue();
        assertThat(client.tasks("get_tasks", "{'filter': 'ready'}")).isEmpty();
        var other = client.call("execute_task_autonomous", "{'id': '1'}");
        assertThat(other.getBoolean("success")).isFalse();
        assertThat(other.getString("error")).isNotBlank();
    }

    /** "Pattern 3": complex tasks are broken into subtasks, critical ones wait for a person. */
    @Test
    void complex_tasks_are_expanded_and_critical_ones_overseen_by_a_person() {
        client.task("add_task", "{'title': 'Design the architecture'}");
        assertThat(client.call("expand_task", "{'id': '1'}").getString("then_call"))
                .isEqualTo("add_subtask");
        client.task("add_subtask", "{'id': '1', 'title': 'Sketch'}");
        var packet = client.call("execute_task_autonomous", "{'id': '%s'}", client.made("Production issue"));
        client.natively(
                "ask_human",
                "{'attempt_id': %d, 'question': 'May I?', 'options': ['yes', 'no']}",
                packet.getLong("attempt_id"));
        assertThat(packet.getJsonObject("task").getJsonObject("route").getString("validation"))
                .isEqualTo("human");
    }

    /** "Retry Logic": what failed is given back, and somebody tries again. */
    @Test
    void a_task_that_is_put_back_can_be_tried_again() {
        client.made("T");
        var first = client.call("execute_task_autonomous", "{'id': '1'}");
        client.task("set_task_status", "{'id': '1', 'status': 'pending'}");
        assertThat(TaskMasterClient.ids(client.tasks("get_tasks", "{'filter': 'ready'}")))
                .containsExactly("1");
        var second = client.call("execute_task_autonomous", "{'id': '1'}");
        assertThat(second.getBoolean("success")).isTrue();
        assertThat(second.getLong("attempt_id")).isGreaterThan(first.getLong("attempt_id"));
        client.task("set_task_status", "{'id': '1', 'status': 'done'}");
        assertThat(
                        client
                                .natively("get_task", "{'task': 'DEV-1', 'include': ['attempts']}")
                                .getJsonArray("attempts")
                                .stream()
                                .map(attempt -> ((JsonObject) attempt).getString("status")))
                .containsExactly("success", "aborted");
    }

    @Test
    void a_task_in_review_is_held_by_nobody() {
        client.made("T");
        client.call("execute_task_autonomous", "{'id': '1'}");
        client.task("set_task_status", "{'id': '1', 'status': 'review'}");
        var task = client.natively("get_task", "{'task': 'DEV-1', 'include': ['attempts']}");
        assertThat(task.getString("status")).isEqualTo("in_review");
        assertThat(task.containsKey("claim")).isFalse();
        assertThat(task.getJsonArray("attempts").getJsonObject(0).getString("status"))
                .isEqualTo("success");
    }

    /** "Integration Metrics Collection": the summary is made of the attempts. */
    @Test
    void the_performance_summary_counts_what_was_executed() {
        for (var i = 1; i <= 3; i++) {
            client.made("T" + i);
            client.call("execute_task_autonomous", "{'id': '%d'}", i);
        }
        client.task("set_task_status", "{'id': '1,2', 'status': 'done'}");
        client.call("autopilot_abort", "{}");
        var summary = TaskMasterClient.objects(client.natively("get_report", "{'kind': 'attempts'}"), "rows")
                .get(0);
        assertThat(summary.getInteger("total")).isEqualTo(3);
        assertThat(summary.getDouble("success_rate")).isBetween(0.66, 0.67);
        assertThat(summary.fieldNames()).contains("avg_duration", "total_duration", "avg_tool_calls");
    }

    /** Every name that the document's pattern allows for, {@code mcp__task_master_ai__*}, is there natively too. */
    @Test
    void its_names_are_called_on_native_paths_too() {
        client.made("T");
        assertThat(client.natively("next_task", "{}").getJsonObject("task").getString("id"))
                .isEqualTo("1");
    }

    @Test
    void the_audit_has_both_names() {
        client.made("T");
        client.call("set_task_status", "{'id': '1', 'status': 'in-progress'}");
        client.error("get_task", "{'id': '9'}");
        assertThat(server.database()
                        .ask("SELECT action || ' ' || alias || ' ' || outcome || ' ' || coalesce(object_key, '-')"
                                + " FROM rota.audit_event WHERE org_id = " + acme.id()
                                + " AND category = 'MCP' ORDER BY id"))
                .containsExactly(
                        "create_task add_task ok DEV-1",
                        "update_tasks set_task_status ok DEV-1",
                        "get_task get_task not_found -");
    }
}
