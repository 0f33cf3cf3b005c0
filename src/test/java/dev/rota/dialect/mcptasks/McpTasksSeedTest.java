package dev.rota.dialect.mcptasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The MCP-Tasks document, table by table and call by call, at our URL. */
@ExtendWith(EventLoopRule.class)
class McpTasksSeedTest {
    private static TestServer server;

    private TestOrganization acme;
    private McpTasksClient agent;
    private McpTasksClient owner;

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
        agent = McpTasksClient.agent(server, acme);
        owner = McpTasksClient.owner(server, acme);
    }

    @Test
    void registriert_the_server_lists_its_fourteen_tools() {
        assertThat(agent.tools().stream().map(tool -> tool.getString("name")))
                .containsExactly(
                        "tasks_list",
                        "tasks_get",
                        "tasks_create",
                        "tasks_update",
                        "tasks_status",
                        "tasks_assign",
                        "tasks_result",
                        "tasks_execute",
                        "tasks_delete",
                        "tasks_statistics",
                        "contracts_list",
                        "contracts_validate",
                        "quality_check",
                        "quality_report");
    }

    @Test
    void tools_testen_task_management() {
        assertThat(agent.call("tasks_list", "{}").getJsonArray("tasks")).isEmpty();
        assertThat(agent.call("tasks_statistics", "{}")
                        .getJsonObject("statistics")
                        .getLong("total"))
                .isZero();
        var made = agent.task("tasks_create", "{'title': 'Test-Task', 'type': 'ai_task'}");
        assertThat(made.getString("type")).isEqualTo("ai_task");
        var first = agent.call("tasks_list", "{'limit': 1}");
        assertThat(first.getJsonArray("tasks").getJsonObject(0).getLong("id")).isEqualTo(made.getLong("id"));
        assertThat(first.getLong("total")).isEqualTo(1);
    }

    @Test
    void tabelle_tasks() {
        var parent = agent.made("Parent");
        var task = owner.task(
                "tasks_create",
                "{'title': 'Titel', 'description': 'Text', 'type': 'mixed', 'parent_task_id': %d,"
                        + " 'due_date': '2027-01-31 12:30:00', 'metadata': {'a': {'b': 1}}, 'created_by': 'somebody else'}",
                parent);
        assertThat(task.fieldNames())
                .containsExactly(
                        "id",
                        "uuid",
                        "title",
                        "description",
                        "type",
                        "status",
                        "native_status",
                        "created_by",
                        "created_by_type",
                        "parent_task_id",
                        "due_date",
                        "created_at",
                        "updated_at",
                        "completed_at",
                        "metadata");
        assertThat(UUID.fromString(task.getString("uuid"))).isNotNull();
        assertThat(task.getString("description")).isEqualTo("Text");
        assertThat(task.getString("type")).isEqualTo("mixed");
        assertThat(task.getString("status")).isEqualTo("pending");
        assertThat(task.getString("created_by")).isEqualTo("Olga of " + acme.slug());
        assertThat(task.getString("created_by_type")).isEqualTo("human");
        assertThat(task.getLong("parent_task_id")).isEqualTo(parent);
        assertThat(OffsetDateTime.parse(task.getString("due_date")))
                .isEqualTo(OffsetDateTime.parse("2027-01-31T12:30:00Z"));
        assertThat(task.getJsonObject("metadata")).isEqualTo(new JsonObject("{\"a\": {\"b\": 1}}"));
        assertThat(agent.get(parent).getString("created_by_type")).isEqualTo("ai");
        assertThat(agent.get(parent).getString("type")).as("unless it is said").isEqualTo("ai_task");
    }

    @Test
    void status_pending_in_progress_completed_failed_cancelled() {
        var id = agent.made("Status");
        for (var status : List.of("in_progress", "completed", "pending", "failed", "pending", "cancelled")) {
            var task = agent.task("tasks_status", "{'id': %d, 'status': '%s', 'updated_by': 'x'}", id, status);
            assertThat(task.getString("status")).isEqualTo(status);
            assertThat(task.getString("completed_at") != null)
                    .isEqualTo(List.of("completed", "failed", "cancelled").contains(status));
        }
        var refused = agent.error("tasks_status", "{'id': %d, 'status': 'done'}", id);
        assertThat(refused.getString("code")).isEqualTo("validation_failed");
        assertThat(refused.getString("field")).isEqualTo("status");
        assertThat(agent.error("tasks_status", "{'id': %d, 'status': 'completed'}", id)
                        .getString("code"))
                .isEqualTo("invalid_transition");
    }

    @Test
    void tasks_update_changes_what_is_given() {
        var parent = agent.made("Parent");
        var id = agent.made("Before");
        var changed = agent.task(
                "tasks_update",
                "{'id': %d, 'title': 'After', 'type': 'human_task', 'parent_task_id': %d, 'due_date': '2027-02-03',"
                        + " 'metadata': {'k': 1}, 'updated_by': 'x'}",
                id,
                parent);
        assertThat(changed.getString("title")).isEqualTo("After");
        assertThat(changed.getString("type")).isEqualTo("human_task");
        var cleared = agent.task(
                "tasks_update",
                "{'id': %d, 'description': '', 'parent_task_id': 0, 'due_date': '', 'metadata': {'k': null}}",
                id);
        assertThat(cleared.getLong("parent_task_id")).isNull();
        assertThat(cleared.getString("due_date")).isNull();
        assertThat(cleared.getJsonObject("metadata")).isEmpty();
        assertThat(cleared.getString("title")).isEqualTo("After");
    }

    @Test
    void tasks_list_filters_and_pages_by_offset() {
        for (var title : List.of("Alpha", "Beta", "Gamma")) {
            agent.made(title);
        }
        agent.task("tasks_create", "{'title': 'Human work', 'type': 'human_task'}");
        var page = agent.call("tasks_list", "{'limit': 2, 'offset': 1, 'type': 'ai_task'}");
        assertThat(McpTasksClient.objects(page.getJsonArray("tasks")).stream().map(task -> task.getString("title")))
                .containsExactly("Beta", "Alpha");
        assertThat(page.getLong("total")).isEqualTo(3);
        assertThat(page.getInteger("limit")).isEqualTo(2);
        assertThat(page.getInteger("offset")).isEqualTo(1);
        assertThat(agent.call("tasks_list", "{'search': 'gam'}").getLong("total"))
                .isEqualTo(1);
        assertThat(agent.call("tasks_list", "{'status': 'completed'}").getLong("total"))
                .isZero();
        var compact = agent.call("tasks_list", "{'compact': true, 'limit': 1}").getJsonArray("tasks");
        assertThat(compact.getJsonObject(0).fieldNames())
                .containsExactly("id", "title", "type", "status", "native_status");
    }

    @Test
    void tabelle_task_assignments() {
        var id = agent.made("Assigned");
        var made = owner.call(
                        "tasks_assign",
                        "{'id': %d, 'assignee': 'mistral', 'assignee_type': 'ollama', 'model_name': 'mistral:7b',"
                                + " 'notes': 'Bitte', 'assigned_by': 'x'}",
                        id)
                .getJsonObject("assignment");
        assertThat(made.fieldNames())
                .containsExactly(
                        "id",
                        "task_id",
                        "assignee",
                        "assignee_type",
                        "model_name",
                        "assigned_by",
                        "assigned_by_type",
                        "status",
                        "assigned_at",
                        "accepted_at",
                        "completed_at",
                        "notes");
        assertThat(made.getLong("task_id")).isEqualTo(id);
        assertThat(made.getString("assignee")).isEqualTo("mistral");
        assertThat(made.getString("assignee_type")).isEqualTo("ollama");
        assertThat(made.getString("model_name")).isEqualTo("mistral:7b");
        assertThat(made.getString("assigned_by_type")).isEqualTo("human");
        assertThat(made.getString("status")).isEqualTo("pending");
        assertThat(made.getString("notes")).isEqualTo("Bitte");
        assertThat(agent.get(id).getJsonArray("assignments")).hasSize(1);
    }

    @Test
    void assignee_type_human_ollama_claude_anthropic_api_and_whatever_comes() {
        var id = agent.made("Types");
        for (var type : List.of("human", "ollama", "claude", "anthropic_api", "llama.cpp", "agent")) {
            var made =
                    agent.call("tasks_assign", "{'id': %d, 'assignee': 'x-%s', 'assignee_type': '%s'}", id, type, type);
            assertThat(made.getJsonObject("assignment").getString("assignee_type"))
                    .isEqualTo(type);
            var done = agent.call("tasks_result", "{'id': %d, 'status': 'partial', 'executor_type': '%s'}", id, type);
            assertThat(done.getJsonObject("result").getString("executor_type")).isEqualTo(type);
        }
    }

    @Test
    void tabelle_task_results() {
        var id = agent.made("Result");
        owner.call("tasks_assign", "{'id': %d, 'assignee': 'mistral', 'assignee_type': 'ollama'}", id);
        var answer = agent.call(
                "tasks_result",
                "{'id': %d, 'request': 'Frage', 'response': 'Antwort', 'executor': 'mistral', 'executor_type': 'ollama',"
                        + " 'model_name': 'mistral', 'status': 'success', 'duration_ms': 1500, 'tokens_input': 10,"
                        + " 'tokens_output': 32, 'cost_usd': 0.000125}",
                id);
        var result = answer.getJsonObject("result");
        assertThat(result.fieldNames())
                .containsExactly(
                        "id",
                        "task_id",
                        "assignment_id",
                        "executor",
                        "executor_type",
                        "model_name",
                        "request",
                        "response",
                        "request_timestamp",
                        "response_timestamp",
                        "duration_ms",
                        "tokens_input",
                        "tokens_output",
                        "tokens_total",
                        "cost_usd",
                        "status",
                        "error_message",
                        "created_at");
        assertThat(result.getString("request")).isEqualTo("Frage");
        assertThat(result.getString("response")).isEqualTo("Antwort");
        assertThat(result.getLong("duration_ms")).isEqualTo(1500);
        assertThat(result.getLong("tokens_total")).isEqualTo(42);
        assertThat(result.getDouble("cost_usd")).isEqualTo(0.000125);
        assertThat(result.getString("status")).isEqualTo("success");
        assertThat(answer.getJsonObject("task").getString("status")).isEqualTo("completed");
        var read = agent.get(id);
        assertThat(read.getJsonArray("results").getJsonObject(0)).isEqualTo(result);
        var assignment = read.getJsonArray("assignments").getJsonObject(0);
        assertThat(assignment.getLong("id")).isEqualTo(result.getLong("assignment_id"));
        assertThat(assignment.getString("status")).isEqualTo("completed");
    }

    @Test
    void an_error_and_a_partial_result_put_the_task_back() {
        var id = agent.made("Again");
        var failed = agent.call("tasks_result", "{'id': %d, 'status': 'error', 'error_message': 'Kaputt'}", id);
        assertThat(failed.getJsonObject("result").getString("error_message")).isEqualTo("Kaputt");
        assertThat(failed.getJsonObject("task").getString("status")).isEqualTo("pending");
        agent.call("tasks_result", "{'id': %d, 'status': 'partial', 'response': 'Halb'}", id);
        assertThat(McpTasksClient.objects(agent.get(id).getJsonArray("results")).stream()
                        .map(result -> result.getString("status")))
                .containsExactly("partial", "error");
    }

    @Test
    void a_result_of_a_task_that_is_completed_already_is_kept() {
        var id = agent.made("Late");
        agent.task("tasks_status", "{'id': %d, 'status': 'completed'}", id);
        var late = agent.call("tasks_result", "{'id': %d, 'response': 'Nachtrag', 'tokens_total': 7}", id);
        assertThat(late.getJsonObject("task").getString("status")).isEqualTo("completed");
        assertThat(agent.get(id).getJsonArray("results").getJsonObject(0).getLong("tokens_total"))
                .isEqualTo(7);
    }

    @Test
    void a_result_for_a_task_that_another_works_on_is_refused() {
        var id = agent.made("Taken");
        server.tool(owner.token(), "claim_task", new JsonObject().put("task", Long.toString(id)));
        assertThat(agent.error("tasks_result", "{'id': %d, 'response': 'x'}", id)
                        .getString("code"))
                .isEqualTo("already_claimed");
        assertThat(agent.get(id).getJsonArray("results")).isEmpty();
    }

    @Test
    void tasks_delete_moves_a_task_to_the_trash() {
        var id = agent.made("Gone");
        var deleted = agent.task("tasks_delete", "{'id': %d}", id);
        assertThat(deleted.getBoolean("deleted")).isTrue();
        assertThat(deleted.getString("restorable_until")).isNotNull();
        assertThat(agent.error("tasks_get", "{'id': %d}", id).getString("code")).isEqualTo("not_found");
    }

    @Test
    void tasks_statistics_counts_by_status_type_and_assignee() {
        agent.made("One");
        var two = agent.made("Two");
        agent.task("tasks_status", "{'id': %d, 'status': 'completed'}", two);
        agent.task("tasks_create", "{'title': 'Three', 'type': 'human_task'}");
        agent.call("tasks_assign", "{'id': %d, 'assignee': 'mistral', 'assignee_type': 'ollama'}", two);
        var statistics = agent.call("tasks_statistics", "{}").getJsonObject("statistics");
        assertThat(statistics.getLong("total")).isEqualTo(3);
        assertThat(statistics.getJsonObject("by_status"))
                .isEqualTo(new JsonObject("{\"pending\": 2, \"in_progress\": 0, \"completed\": 1, \"failed\": 0,"
                        + " \"cancelled\": 0}"));
        assertThat(statistics.getJsonObject("by_type"))
                .isEqualTo(new JsonObject("{\"ai_task\": 2, \"human_task\": 1}"));
        assertThat(statistics.getJsonObject("by_assignee")).isEqualTo(new JsonObject("{\"mistral\": 1}"));
    }

    @Test
    void quality_checks_run_on_a_runner_of_the_organization() {
        contract("{\"project\": \"DEV\", \"name\": \"layers\", \"max_critical\": 0}");
        var contracts = agent.call("contracts_list", "{}").getJsonArray("contracts");
        assertThat(contracts.getJsonObject(0).getString("name")).isEqualTo("layers");
        assertThat(contracts.getJsonObject(0).getString("status")).isEqualTo("active");
        assertThat(agent.call("contracts_list", "{'search': 'nothing'}").getJsonArray("contracts"))
                .isEmpty();
        assertThat(agent.call("contracts_list", "{'status': 'inactive'}").getJsonArray("contracts"))
                .isEmpty();

        var check = agent.call("quality_check", "{'path': '/var/www/dev.campus.systemische-tools.de/src'}")
                .getJsonObject("check");
        assertThat(check.getString("status")).isEqualTo("queued");
        assertThat(check.getJsonArray("checks")).containsExactly("layers");
        assertThat(agent.get(check.getLong("id"))
                        .getJsonObject("metadata")
                        .getJsonObject("check")
                        .getString("path"))
                .isEqualTo("/var/www/dev.campus.systemische-tools.de/src");
        assertThat(agent.call("contracts_validate", "{'contract': 'layers', 'path': 'src'}")
                        .getJsonObject("check")
                        .getJsonArray("checks"))
                .containsExactly("layers");
        assertThat(agent.error("contracts_validate", "{'contract': 'none', 'path': 'src'}")
                        .getString("code"))
                .isEqualTo("not_found");
    }

    @Test
    void what_was_validated_elsewhere_is_recorded() {
        contract("{\"project\": \"DEV\", \"name\": \"layers\", \"max_critical\": 0}");
        var id = agent.made("Validated");
        var attempt = server.tool(agent.token(), "claim_task", new JsonObject().put("task", Long.toString(id)))
                .tool()
                .getLong("attempt_id");
        var validation = agent.call(
                        "contracts_validate",
                        "{'contract': 'layers', 'attempt_id': %d, 'status': 'warn', 'minor': 3}",
                        attempt)
                .getJsonObject("validation");
        assertThat(validation.getBoolean("satisfied")).isTrue();
        var done = agent.call("tasks_result", "{'id': %d, 'response': 'ok'}", id);
        assertThat(done.getJsonObject("task").getString("native_status")).isEqualTo("done");
    }

    @Test
    void quality_report_in_both_formats() {
        contract("{\"project\": \"DEV\", \"name\": \"layers\", \"requires\": {\"commits\": 1}}");
        assertThat(agent.call("quality_report", "{'scope': 'DEV'}")
                        .getJsonObject("report")
                        .getJsonArray("rows"))
                .hasSize(1);
        assertThat(agent.call("quality_report", "{'format': 'markdown'}").getString("report"))
                .contains("| layers | DEV | done | 0 | 0 |");
        var unknown = agent.error("quality_report", "{'scope': 'ZZZZ'}");
        assertThat(unknown.getString("code")).isEqualTo("not_found");
    }

    @Test
    void tasks_execute_without_a_model_says_what_is_missing() {
        var refused = agent.error("tasks_execute", "{'id': %d, 'model': 'mistral'}", agent.made("Run"));
        assertThat(refused.getString("code")).isEqualTo("validation_failed");
        assertThat(refused.getString("field")).isEqualTo("model");
    }

    @Test
    void limits_are_said_in_the_words_of_the_caller() {
        assertThat(agent.error("tasks_list", "{'limit': 101}").getString("field"))
                .isEqualTo("limit");
        assertThat(agent.error("tasks_create", "{'title': 'T', 'due_date': 'morgen'}")
                        .getString("field"))
                .isEqualTo("due_date");
        assertThat(agent.error("tasks_result", "{'id': %d, 'duration_ms': -1}", agent.made("T"))
                        .getString("field"))
                .isEqualTo("duration_ms");
        assertThat(agent.error("tasks_get", "{'id': 900000001}").getString("code"))
                .isEqualTo("not_found");
    }

    private void contract(String body) {
        var made = TestAdmin.owner(server, acme).post("/organizations/" + acme.slug() + "/gates", new JsonObject(body));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
    }
}
