package dev.rota.dialect.taskmaster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tools for single tasks do, argument by argument. */
class TaskMasterToolsTest {
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
    void a_task_has_the_documents_members_and_its_native_status() {
        client.made("Schema");
        var task = client.task(
                "add_task",
                "{'title': 'API', 'description': 'What', 'details': 'How', 'testStrategy': 'unit\\nload',"
                        + " 'dependencies': '1', 'priority': 'high', 'projectRoot': '/repo', 'file': 'tasks.json'}");
        assertThat(task)
                .isEqualTo(new JsonObject()
                        .put("id", "2")
                        .put("title", "API")
                        .put("description", "What")
                        .put("status", "pending")
                        .put("native_status", "todo")
                        .put("priority", "high")
                        .put("dependencies", new JsonArray().add("1"))
                        .put("blocked_by", new JsonArray().add("1"))
                        .put("details", "How")
                        .put("testStrategy", "unit\nload")
                        .put("complexityScore", 5));
        assertThat(client.natively("get_task", "{'task': 'DEV-2'}").getString("description"))
                .isEqualTo("What\n\n## Details\n\nHow");
    }

    @Test
    void subtasks_are_named_by_their_place_below_a_number() {
        client.made("Parent");
        var first = client.task("add_subtask", "{'id': '1', 'title': 'First'}");
        var second =
                client.task("add_subtask", "{'id': '1', 'title': 'Second', 'details': 'How', 'dependencies': '1.1'}");
        assertThat(first.getString("id")).isEqualTo("1.1");
        assertThat(second.getString("id")).isEqualTo("1.2");
        assertThat(second.getJsonArray("dependencies")).containsExactly("1.1");
        var parent = client.show("1");
        assertThat(TaskMasterClient.ids(TaskMasterClient.objects(parent, "subtasks")))
                .containsExactly("1.1", "1.2");
        assertThat(client.show("1.2").getString("title")).isEqualTo("Second");
        assertThat(client.show("3").getString("id")).isEqualTo("1.2");
        assertThat(client.show("DEV-3").getString("id")).isEqualTo("1.2");
    }

    @Test
    void an_existing_task_becomes_a_subtask() {
        client.made("Parent");
        client.made("Other");
        assertThat(client.task("add_subtask", "{'id': '1', 'taskId': '2'}").getString("id"))
                .isEqualTo("1.1");
        assertThat(client.error("add_subtask", "{'id': '1.1', 'taskId': '1'}").getString("code"))
                .isEqualTo("cycle");
    }

    @Test
    void add_task_with_a_prompt_alone_says_what_to_send() {
        var error = client.error("add_task", "{'prompt': 'Add a login page'}");
        assertThat(error.getString("field")).isEqualTo("title");
        assertThat(error.getString("message")).contains("no model");
    }

    @Test
    void get_tasks_lists_tasks_in_order_and_filters_them() {
        client.made("One");
        client.made("Two");
        client.task("add_task", "{'title': 'Three', 'dependencies': '1,2'}");
        client.task("add_subtask", "{'id': '1', 'title': 'Sub'}");
        client.task("set_task_status", "{'id': '2', 'status': 'done'}");
        assertThat(TaskMasterClient.ids(client.tasks("get_tasks", "{}"))).containsExactly("1", "2", "3");
        assertThat(client.tasks("get_tasks", "{}").get(0).containsKey("subtasks"))
                .isFalse();
        assertThat(TaskMasterClient.ids(TaskMasterClient.objects(
                        client.tasks("get_tasks", "{'withSubtasks': true}").get(0), "subtasks")))
                .containsExactly("1.1");
        assertThat(TaskMasterClient.ids(client.tasks("get_tasks", "{'status': 'pending, Done'}")))
                .containsExactly("1", "2", "3");
        assertThat(TaskMasterClient.ids(client.tasks("get_tasks", "{'status': 'done'}")))
                .containsExactly("2");
        assertThat(TaskMasterClient.ids(client.tasks("get_tasks", "{'status': 'blocked'}")))
                .containsExactly("3");
        assertThat(TaskMasterClient.ids(client.tasks("get_tasks", "{'filter': 'ready'}")))
                .containsExactly("1", "1.1");
        assertThat(client.error("get_tasks", "{'status': 'todo'}").getJsonArray("accepted"))
                .containsExactly("pending", "in-progress", "review", "done", "deferred", "cancelled", "blocked");
    }

    @Test
    void get_task_takes_several_ids_and_filters_subtasks() {
        client.made("One");
        client.made("Two");
        client.task("add_subtask", "{'id': '1', 'title': 'A', 'status': 'done'}");
        client.task("add_subtask", "{'id': '1', 'title': 'B'}");
        assertThat(TaskMasterClient.ids(client.tasks("get_task", "{'id': '2, 1.1'}")))
                .containsExactly("2", "1.1");
        assertThat(TaskMasterClient.ids(
                        TaskMasterClient.objects(client.task("get_task", "{'id': '1', 'status': 'done'}"), "subtasks")))
                .containsExactly("1.1");
        assertThat(client.error("get_task", "{'id': '2,99'}").getString("code")).isEqualTo("not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'0'", "'x'", "'1.0'", "'1.2.3'", "''", "','", "'1.99999999999'", "true", "1.5"})
    void what_can_name_no_task_is_refused_by_the_arguments_name(String id) {
        assertThat(client.error("get_task", "{'id': %s}", id).getString("field"))
                .isEqualTo("id");
    }

    @Test
    void next_task_is_the_best_ready_one_and_nothing_is_an_answer() {
        assertThat(client.call("next_task", "{}").getValue("task")).isNull();
        client.made("Later");
        client.task("add_task", "{'title': 'Now', 'priority': 'critical'}");
        assertThat(client.task("next_task", "{}").getString("id")).isEqualTo("2");
    }

    @ParameterizedTest
    @CsvSource({
        "pending, todo",
        "in-progress, in_progress",
        "review, in_review",
        "done, done",
        "deferred, backlog",
        "cancelled, cancelled"
    })
    void a_status_is_read_back_as_it_was_written(String word, String status) {
        client.made("T");
        var task = client.task("set_task_status", "{'id': '1', 'status': '%s'}", word);
        assertThat(task.getString("status")).isEqualTo(word);
        assertThat(task.getString("native_status")).isEqualTo(status);
        assertThat(client.show("1").getString("status")).isEqualTo(word);
    }

    @Test
    void several_tasks_get_a_status_all_or_none() {
        client.made("One");
        client.made("Two");
        client.task("add_subtask", "{'id': '1', 'title': 'Sub'}");
        assertThat(client.tasks("set_task_status", "{'id': '2,1.1', 'status': 'done'}").stream()
                        .map(task -> task.getString("id") + " " + task.getString("status")))
                .containsExactly("2 done", "1.1 done");
        assertThat(client.error("set_task_status", "{'id': '1,2', 'status': 'in-progress'}")
                        .getString("code"))
                .isEqualTo("invalid_transition");
        assertThat(client.show("1").getString("status")).isEqualTo("pending");
        assertThat(client.error("set_task_status", "{'id': '1,77', 'status': 'done'}")
                        .getString("code"))
                .isEqualTo("not_found");
        assertThat(client.show("1").getString("status")).isEqualTo("pending");
    }

    @Test
    void update_subtask_appends_a_note_and_changes_nothing_else() {
        client.made("T");
        var before = client.show("1");
        client.task("update_subtask", "{'id': '1', 'prompt': 'Starting edit: src/App.java'}");
        var after = client.task("update_task", "{'id': '1', 'prompt': 'Committed changes: fix', 'append': true}");
        assertThat(TaskMasterClient.objects(after, "notes").stream().map(note -> note.getString("text")))
                .containsExactly("Committed changes: fix", "Starting edit: src/App.java");
        after.remove("notes");
        before.remove("notes");
        assertThat(after).isEqualTo(before);
        assertThat(client.error("update_subtask", "{'id': '1'}").getString("field"))
                .isEqualTo("prompt");
    }

    @Test
    void update_task_replaces_what_is_given_and_keeps_the_rest() {
        client.task("add_task", "{'title': 'T', 'description': 'What', 'details': 'How', 'testStrategy': 'a'}");
        var task = client.task(
                "update_task", "{'id': '1', 'details': 'Otherwise', 'priority': 'low', 'metadata': {'pr': 7}}");
        assertThat(task.getString("description")).isEqualTo("What");
        assertThat(task.getString("details")).isEqualTo("Otherwise");
        assertThat(task.getString("testStrategy")).isEqualTo("a");
        assertThat(task.getString("priority")).isEqualTo("low");
        assertThat(client.natively("get_task", "{'task': 'DEV-1'}").getJsonObject("metadata"))
                .isEqualTo(new JsonObject().put("pr", 7));
    }

    @Test
    void execute_task_autonomous_gives_the_packet_to_the_caller() {
        client.task("add_task", "{'title': 'Fix a security hole', 'description': 'security: fix it'}");
        var packet = client.call(
                "execute_task_autonomous", "{'id': '1', 'details': 'by hand', 'validation_required': true}");
        assertThat(packet.getBoolean("success")).isTrue();
        assertThat(packet.getLong("attempt_id")).isPositive();
        assertThat(packet.getJsonObject("task").getString("status")).isEqualTo("in-progress");
        assertThat(packet.getJsonObject("task").getJsonObject("route"))
                .isEqualTo(new JsonObject().put("class", "critical").put("validation", "human"));
        assertThat(packet.getJsonArray("missing_gates")).isEmpty();
        var second = client.call("execute_task_autonomous", "{'id': '1'}");
        assertThat(second.getBoolean("success")).isFalse();
        assertThat(second.getString("error")).contains("executed already");
        client.task("set_task_status", "{'id': '1', 'status': 'done'}");
        assertThat(client.natively("get_task", "{'task': 'DEV-1', 'include': ['attempts']}")
                        .getJsonArray("attempts")
                        .getJsonObject(0)
                        .getString("status"))
                .isEqualTo("success");
        assertThat(client.error("execute_task_autonomous", "{'id': '1'}").getString("code"))
                .isEqualTo("invalid_transition");
    }

    @Test
    void a_blocked_task_is_not_executed() {
        client.made("One");
        client.task("add_task", "{'title': 'Two', 'dependencies': '1'}");
        var refused = client.call("execute_task_autonomous", "{'id': '2'}");
        assertThat(refused.getBoolean("success")).isFalse();
        assertThat(refused.getString("reason")).isEqualTo("blocked");
        assertThat(refused.getLong("blocked_count")).isEqualTo(1);
    }

    @Test
    void the_project_is_the_pinned_one_else_the_default() {
        client.made("In DEV");
        var ops = client.at("/mcp/o/" + acme.slug() + "/p/OPS/taskmaster");
        assertThat(ops.tasks("get_tasks", "{}")).isEmpty();
        assertThat(ops.task("add_task", "{'title': 'In OPS'}").getString("id")).isEqualTo("1");
        assertThat(ops.show("1").getString("key")).isEqualTo("OPS-1");
        assertThat(ops.error("get_task", "{'id': 'DEV-1'}").getString("code")).isEqualTo("not_found");
        assertThat(client.show("1").getString("key")).isEqualTo("DEV-1");
        assertThat(client.at("/mcp/o/" + acme.slug() + "/p/NONE/taskmaster")
                        .send("get_tasks", "{}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void tools_in_the_url_selects_what_is_listed_and_nothing_of_what_can_be_called() {
        var core = List.of(
                "get_tasks", "get_task", "next_task", "set_task_status", "update_subtask", "execute_task_autonomous");
        assertThat(client.listed()).startsWith("get_tasks").containsAll(core).doesNotContain("add_task");
        assertThat(client.at(TaskMasterClient.PATH + "?tools=core").listed()).isEqualTo(client.listed());
        assertThat(client.at(TaskMasterClient.PATH + "?tools=standard").listed())
                .containsAll(core)
                .contains("add_task", "add_subtask", "update_task");
        client.made("Called though it is not listed");
        var refused = server.mcp(TaskMasterClient.PATH + "?tools=some", client.token(), "tools/list", new JsonObject());
        assertThat(refused.json().getJsonObject("error").getInteger("code")).isEqualTo(-32602);
        assertThat(refused.body()).contains("core", "standard", "all");
    }
}
