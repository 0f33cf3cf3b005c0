package dev.rota.dialect.anytask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** "Available Tools", "Available Resources" and "Usage Patterns" of AnyTask's document, line by line. */
class AnyTaskSeedTest {
    private static TestServer server;

    private TestOrganization acme;
    private AnyTaskClient client;

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
        client = AnyTaskClient.agent(server, acme);
    }

    @Test
    void eight_tools_one_resource_and_three_templates_are_available() {
        assertThat(client.listed("tools/list", "tools").stream().map(tool -> tool.getString("name")))
                .containsExactly(
                        "list_tasks",
                        "select_task",
                        "create_task",
                        "update_task",
                        "start_attempt",
                        "finish_attempt",
                        "add_artifact",
                        "get_board");
        assertThat(client.listed("resources/list", "resources").stream().map(one -> one.getString("uri")))
                .containsExactly("workspace://current/active_task");
        assertThat(client.listed("resources/templates/list", "resourceTemplates").stream()
                        .map(one -> one.getString("uriTemplate")))
                .containsExactly("task://{task_id}/spec", "task://{task_id}/deps", "task://{task_id}/history");
    }

    @Test
    void list_tasks_filters_by_status_and_assignee_and_stops_at_limit() {
        var mine = client.made("mine");
        client.made("other");
        client.natively("update_task", "{'task': '%s', 'assignee': 'me'}", mine);
        client.task("update_task", "{'task_id': '%s', 'version': 2, 'status': 'inprogress'}", mine);
        assertThat(client.titles("{}")).containsExactly("mine", "other");
        assertThat(client.titles("{'status': 'inprogress'}")).containsExactly("mine");
        assertThat(client.titles("{'status': 'todo'}")).containsExactly("other");
        assertThat(client.titles("{'assignee_id': '%d'}", acme.agentId())).containsExactly("mine");
        assertThat(client.titles("{'assignee_id': %d}", acme.agentId())).containsExactly("mine");
        assertThat(client.call("list_tasks", "{'limit': 1}").getJsonArray("tasks"))
                .hasSize(1);
    }

    @Test
    void list_tasks_has_twenty_unless_told_otherwise() {
        for (var i = 0; i < 21; i++) {
            client.made("task " + i);
        }
        assertThat(client.list("{}")).hasSize(20);
        assertThat(client.list("{'limit': 100}")).hasSize(21);
        assertThat(client.error("list_tasks", "{'limit': 101}").getString("field"))
                .isEqualTo("limit");
    }

    @Test
    void select_task_makes_a_task_the_active_one_of_its_workspace() {
        var key = client.made("Implement user authentication");
        client.task("update_task", "{'task_id': '%s', 'version': 1, 'status': 'inprogress'}", key);
        var selected = client.call("select_task", "{'task_id': '%s'}", key).getJsonObject("active_task");
        var read = new JsonObject(client.read("workspace://current/active_task"));
        assertThat(read.fieldNames())
                .containsExactly("task_id", "version", "title", "status", "native_status", "workspace_id", "last_sync");
        assertThat(Duration.between(Instant.parse(read.getString("last_sync")), Instant.now()))
                .isLessThan(Duration.ofMinutes(1));
        assertThat(read.copy().putNull("last_sync"))
                .isEqualTo(selected.copy().putNull("last_sync"))
                .isEqualTo(new JsonObject()
                        .put("task_id", key)
                        .put("version", 2)
                        .put("title", "Implement user authentication")
                        .put("status", "inprogress")
                        .put("native_status", "in_progress")
                        .put("workspace_id", acme.dev().id())
                        .putNull("last_sync"));
    }

    @Test
    void create_task_takes_title_description_and_priority() {
        var task = client.task(
                "create_task",
                "{'title': 'Add rate limiting', 'description': 'Implement rate limiting middleware', 'priority': 1}");
        assertThat(task.fieldNames())
                .containsExactly(
                        "task_id",
                        "title",
                        "status",
                        "native_status",
                        "priority",
                        "version",
                        "assignee_id",
                        "assignee",
                        "workspace_id",
                        "description",
                        "metadata",
                        "created_at",
                        "updated_at");
        assertThat(task.getString("task_id")).isEqualTo("DEV-1");
        assertThat(task.getString("description")).isEqualTo("Implement rate limiting middleware");
        assertThat(task.getInteger("priority")).isEqualTo(1);
        assertThat(task.getString("status")).isEqualTo("todo");
        assertThat(task.getInteger("version")).isEqualTo(1);
        assertThat(task.getLong("workspace_id")).isEqualTo(acme.dev().id());
        assertThat(client.list("{}")).containsExactly(task);
    }

    @ParameterizedTest
    @ValueSource(ints = {-3, 3})
    void priority_is_from_minus_two_to_two(int priority) {
        assertThat(client.error("create_task", "{'title': 'T', 'priority': %d}", priority)
                        .getString("field"))
                .isEqualTo("priority");
    }

    @Test
    void update_task_needs_the_current_version_and_says_what_is_current() {
        var key = client.made("T");
        assertThat(client.error("update_task", "{'task_id': '%s', 'status': 'done'}", key)
                        .getString("field"))
                .isEqualTo("version");
        var updated = client.task(
                "update_task",
                "{'task_id': '%s', 'version': 1, 'title': 'U', 'description': 'D', 'status': 'inprogress'}",
                key);
        assertThat(updated.getInteger("version")).isEqualTo(2);
        assertThat(updated.getString("status")).isEqualTo("inprogress");
        var stale = client.error("update_task", "{'task_id': '%s', 'version': 1, 'status': 'done'}", key);
        assertThat(stale.getString("code")).isEqualTo("version_conflict");
        assertThat(stale.getJsonObject("current"))
                .isEqualTo(new JsonObject()
                        .put("task_id", key)
                        .put("version", 2)
                        .put("title", "U")
                        .put("status", "inprogress")
                        .put("priority", 0));
        assertThat(client.task("update_task", "{'task_id': '%s', 'version': 2, 'status': 'done'}", key)
                        .getString("status"))
                .isEqualTo("done");
    }

    @Test
    void working_on_a_task_goes_as_the_document_has_it() {
        var key = client.made("Implement authentication");
        client.call("select_task", "{'task_id': '%s'}", key);
        var started = client.call("start_attempt", "{'task_id': '%s', 'notes': 'Implementing authentication'}", key);
        var attempt = started.getLong("attempt_id");
        assertThat(started.getJsonObject("task").getString("status")).isEqualTo("inprogress");
        assertThat(started.getJsonObject("attempt").getString("status")).isEqualTo("running");
        var artifact = client.call(
                "add_artifact",
                "{'attempt_id': %d, 'type': 'diff', 'content': '+ line', 'metadata': {'files': 1}}",
                attempt);
        assertThat(artifact.getJsonObject("artifact").getString("type")).isEqualTo("diff");
        assertThat(artifact.getJsonObject("artifact").getInteger("size")).isEqualTo(6);
        var finished = client.call(
                "finish_attempt",
                "{'attempt_id': %d, 'status': 'success', 'cost_tokens': 1200, 'wall_clock_ms': 90000, 'notes': 'Done'}",
                attempt);
        assertThat(finished.getJsonObject("task").getString("status")).isEqualTo("done");
        var shown = finished.getJsonObject("attempt");
        assertThat(shown.getString("status")).isEqualTo("success");
        assertThat(shown.getLong("cost_tokens")).isEqualTo(1200);
        assertThat(shown.getLong("wall_clock_ms")).isEqualTo(90_000);
        assertThat(new JsonObject(client.read("workspace://current/active_task")).getString("status"))
                .isEqualTo("done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"diff", "file", "log", "benchmark"})
    void an_artifact_has_one_of_the_documented_types(String type) {
        var attempt = client.call("start_attempt", "{'task_id': '%s'}", client.made("T"))
                .getLong("attempt_id");
        assertThat(client.call("add_artifact", "{'attempt_id': %d, 'type': '%s', 'content': 'x'}", attempt, type)
                        .getLong("artifact_id"))
                .isPositive();
        assertThat(client.error("add_artifact", "{'attempt_id': %d, 'type': 'song', 'content': 'x'}", attempt)
                        .getJsonArray("accepted"))
                .containsExactly("diff", "file", "log", "benchmark", "screenshot");
    }

    @Test
    void a_failed_attempt_keeps_any_failure_class_and_gives_the_task_back() {
        var attempt = client.call("start_attempt", "{'task_id': '%s'}", client.made("T"))
                .getLong("attempt_id");
        var finished = client.call(
                "finish_attempt",
                "{'attempt_id': %d, 'status': 'failed', 'failure_class': 'flaky network of the office'}",
                attempt);
        assertThat(finished.getJsonObject("attempt").getString("failure_class"))
                .isEqualTo("flaky network of the office");
        assertThat(finished.getJsonObject("task").getString("status")).isEqualTo("todo");
    }

    @Test
    void get_board_has_the_columns_of_the_document_in_its_order() {
        var review = client.made("review");
        client.natively("update_task", "{'task': '%s', 'status': 'in_review'}", review);
        client.made("todo");
        assertThat(client.board().stream()
                        .map(column -> column.getString("status") + " " + column.getInteger("count") + " "
                                + column.getJsonArray("tasks").stream()
                                        .map(task -> ((JsonObject) task).getString("title"))
                                        .toList()))
                .containsExactly(
                        "backlog 0 []", "todo 1 [todo]", "inprogress 1 [review]", "done 0 []", "canceled 0 []");
    }

    @Test
    void resources_tell_specification_dependencies_and_history() {
        var first = client.made("First");
        var second = client.natively(
                        "create_task", "{'title': 'Second', 'project': 'DEV', 'depends_on': ['%s']}", first)
                .getJsonObject("task")
                .getString("key");
        assertThat(client.read("task://" + first + "/spec")).contains("First");
        assertThat(client.read("task://" + first + "/deps")).contains(second);
        assertThat(client.read("task://" + first + "/history")).contains("created");
    }
}
