package dev.rota.dialect.mcptasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.task.TaskStatus;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Catalogue section 9 for MCP-Tasks: nothing is lost between its values and ours. */
class McpTasksMappingTest {
    private static TestServer server;

    private TestOrganization acme;
    private OpaqueToken agent;
    private McpTasksClient client;

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
        agent = acme.agentToken(Restrictions.NONE);
        client = new McpTasksClient(server, agent);
    }

    @Test
    void every_status_has_a_word_and_its_native_name_beside() {
        for (var status : TaskStatus.values()) {
            var task = client.get(in(status.wire()));
            assertThat(task.getString("status")).isEqualTo(McpTasks.STATUS.word(status));
            assertThat(task.getString("native_status")).isEqualTo(status.wire());
        }
    }

    @Test
    void a_word_that_is_shown_already_changes_nothing() {
        for (var status : List.of("backlog", "in_review", "done", "failed")) {
            var id = in(status);
            var before = read(id);
            client.task(
                    "tasks_status",
                    "{'id': %d, 'status': '%s'}",
                    id,
                    client.get(id).getString("status"));
            assertThat(read(id)).isEqualTo(before);
        }
    }

    @Test
    void a_filter_finds_what_is_shown_as_the_word_it_names() {
        in("backlog");
        in("todo");
        in("in_review");
        assertThat(client.call("tasks_list", "{'status': 'pending'}").getLong("total"))
                .isEqualTo(2);
        assertThat(client.call("tasks_list", "{'status': 'in_progress'}").getLong("total"))
                .isEqualTo(1);
    }

    @Test
    void a_kind_that_nobody_chose_is_no_type_and_stays_none() {
        var id = in("todo");
        assertThat(client.get(id).containsKey("type")).isTrue();
        assertThat(client.get(id).getString("type")).isNull();
        client.task("tasks_update", "{'id': %d, 'title': 'Other'}", id);
        assertThat(read(id).containsKey("kind")).isFalse();
    }

    @Test
    void what_the_dialect_cannot_say_is_not_erased() {
        var made = server.tool(
                        agent,
                        "create_task",
                        new JsonObject("{\"title\": \"T\", \"project\": \"DEV\", \"priority\": 2, \"labels\": [\"a\"],"
                                + " \"acceptance\": [\"it works\"], \"metadata\": {\"x\": 1}}"))
                .tool()
                .getJsonObject("task");
        client.task("tasks_update", "{'id': %d, 'title': 'U', 'metadata': {'y': 2}}", made.getLong("id"));
        var read = read(made.getLong("id"));
        assertThat(read.getInteger("priority")).isEqualTo(2);
        assertThat(read.getJsonArray("labels")).containsExactly("a");
        assertThat(read.getJsonArray("acceptance")).containsExactly("it works");
        assertThat(read.getJsonObject("metadata")).isEqualTo(new JsonObject("{\"x\": 1, \"y\": 2}"));
    }

    @Test
    void native_attempts_are_results_and_native_assignments_are_assignments() {
        var id = in("todo");
        var task = new JsonObject().put("task", Long.toString(id));
        server.tool(agent, "assign_task", task.copy().put("assignee", "me"));
        var attempt = server.tool(agent, "claim_task", task).tool().getLong("attempt_id");
        assertThat(assignment(id).getString("status")).isEqualTo("in_progress");
        server.tool(
                agent,
                "finish_attempt",
                new JsonObject()
                        .put("attempt_id", attempt)
                        .put("status", "aborted")
                        .put("notes", "Too hard")
                        .put("tokens_input", 3)
                        .put("tokens_output", 4));
        assertThat(assignment(id).getString("status")).isEqualTo("accepted");
        assertThat(assignment(id).getString("assignee_type")).isEqualTo("agent");
        var result = client.get(id).getJsonArray("results").getJsonObject(0);
        assertThat(result.getLong("id")).isEqualTo(attempt);
        assertThat(result.getString("status")).isEqualTo("error");
        assertThat(result.getString("error_message")).isEqualTo("Too hard");
        assertThat(result.getLong("tokens_total")).isEqualTo(7);
        assertThat(result.getString("executor")).isEqualTo("agent of " + acme.slug());
    }

    @Test
    void a_result_is_an_attempt_with_its_response_as_a_log() {
        var id = in("todo");
        client.call("tasks_result", "{'id': %d, 'response': 'Antwort', 'model_name': 'mistral'}", id);
        var read = server.tool(
                        agent,
                        "get_task",
                        new JsonObject()
                                .put("task", Long.toString(id))
                                .put("include", List.of("attempts", "artifacts")))
                .tool();
        assertThat(read.getString("status")).isEqualTo("done");
        assertThat(read.getJsonArray("attempts").getJsonObject(0).getString("model"))
                .isEqualTo("mistral");
        assertThat(read.getJsonArray("artifacts").getJsonObject(0).getString("type"))
                .isEqualTo("log");
    }

    @Test
    void its_names_are_taken_on_the_native_path_too_and_the_audit_has_both() {
        client.made("T");
        server.mcp(
                "/mcp",
                agent,
                "tools/call",
                new JsonObject().put("name", "tasks_list").put("arguments", new JsonObject()));
        assertThat(server.database()
                        .ask("SELECT action || ' ' || alias FROM rota.audit_event WHERE org_id = " + acme.id()
                                + " AND alias LIKE 'tasks%' ORDER BY 1"))
                .containsExactly("create_task tasks_create", "list_tasks tasks_list");
    }

    private long in(String status) {
        return server.tool(
                        agent,
                        "create_task",
                        new JsonObject("{\"title\": \"T\", \"project\": \"DEV\"}").put("status", status))
                .tool()
                .getJsonObject("task")
                .getLong("id");
    }

    private JsonObject read(long id) {
        return server.tool(agent, "get_task", new JsonObject().put("task", Long.toString(id)))
                .tool();
    }

    private JsonObject assignment(long id) {
        return client.get(id).getJsonArray("assignments").getJsonObject(0);
    }
}
