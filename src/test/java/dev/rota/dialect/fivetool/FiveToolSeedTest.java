package dev.rota.dialect.fivetool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The second half of the five-tool endpoint's document: its tools, line by line. */
class FiveToolSeedTest {
    private static TestServer server;

    private TestOrganization acme;
    private FiveToolClient client;

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
        client = FiveToolClient.agent(server, acme);
    }

    @Test
    void list_organizations_returns_those_the_user_belongs_to() {
        assertThat(client.call("list_organizations", "{}").encode())
                .isEqualTo("{\"organizations\":[{\"id\":" + acme.id() + ",\"name\":\"Organization " + acme.slug()
                        + "\",\"slug\":\"" + acme.slug() + "\"}]}");
        var globex = server.organization();
        assertThat(
                        FiveToolClient.ofBoth(server, acme, globex)
                                .call("list_organizations", "{}")
                                .getJsonArray("organizations")
                                .stream()
                                .map(one -> ((JsonObject) one).getLong("id")))
                .containsExactly(acme.id().value(), globex.id().value());
    }

    @Test
    void list_tasks_returns_up_to_50_most_recently_updated_first() {
        var first = client.made("the first");
        for (var i = 0; i < 50; i++) {
            client.made("task " + i);
        }
        assertThat(client.list("{}")).hasSize(50).noneMatch(task -> task.getLong("id") == first);
        client.task("update_task", "{'taskId': %d, 'title': 'touched'}", first);
        assertThat(client.list("{}").get(0).getLong("id")).isEqualTo(first);
    }

    @Test
    void list_tasks_filters_by_status_and_organization() {
        var globex = server.organization();
        var both = FiveToolClient.ofBoth(server, acme, globex);
        var open = both.task("create_task", "{'title': 'open', 'organizationId': %s}", acme.id());
        var done = both.task("create_task", "{'title': 'done', 'organizationId': %s, 'status': 'DONE'}", globex.id());
        assertThat(both.list("{}")).containsExactly(done, open);
        assertThat(both.list("{'status': 'DONE'}")).containsExactly(done);
        assertThat(both.list("{'organizationId': %s}", acme.id())).containsExactly(open);
        assertThat(both.list("{'organizationId': %s, 'status': 'DONE'}", acme.id()))
                .isEmpty();
    }

    @Test
    void get_task_returns_full_detail_with_owners_subtasks_and_parent() {
        var id = client.task("create_task", "{'title': 'T', 'assignee': 'Olga of %s'}", acme.slug())
                .getLong("id");
        family(id);
        var task = client.task("get_task", "{'taskId': %d}", id);
        assertThat(task.fieldNames())
                .containsExactly(
                        "id",
                        "title",
                        "description",
                        "status",
                        "nativeStatus",
                        "assignee",
                        "organizationId",
                        "completedAt",
                        "createdAt",
                        "updatedAt",
                        "owners",
                        "subtasks",
                        "parent");
        assertThat(task.getJsonArray("owners"))
                .isEqualTo(new JsonArray()
                        .add(new JsonObject()
                                .put("id", acme.ownerId())
                                .put("name", "Olga of " + acme.slug())
                                .put("kind", "human")));
        assertThat(task.getJsonObject("parent").getString("title")).isEqualTo("parent");
        assertThat(task.getJsonArray("subtasks").stream()
                        .map(JsonObject.class::cast)
                        .map(one -> one.getString("title") + " " + one.getString("status") + " "
                                + one.getString("nativeStatus")))
                .containsExactly("one CANCELLED failed", "two TODO todo");
    }

    /** A parent and two subtasks, made natively: the dialect has no argument for them. */
    private void family(long id) {
        var agent = client.token();
        var parent = server.tool(agent, "create_task", new JsonObject("{\"title\":\"parent\",\"project\":\"DEV\"}"))
                .tool()
                .getJsonObject("task")
                .getString("key");
        server.tool(agent, "update_task", new JsonObject().put("task", id).put("parent", parent));
        server.tool(agent, "create_task", child(id, "one").put("status", "failed"));
        server.tool(agent, "create_task", child(id, "two"));
    }

    private static JsonObject child(long parent, String title) {
        return new JsonObject().put("title", title).put("project", "DEV").put("parent", Long.toString(parent));
    }

    @Test
    void create_task_takes_every_documented_field_and_answers_with_the_task() {
        var task = client.task(
                "create_task",
                "{'title': 'All', 'organizationId': %s, 'description': {'b': [1, true, null], 'a': 'x'},"
                        + " 'status': 'IN_PROGRESS', 'assignee': 'Somebody'}",
                acme.id());
        assertThat(task.getString("title")).isEqualTo("All");
        assertThat(task.getJsonObject("description").encode()).isEqualTo("{\"b\":[1,true,null],\"a\":\"x\"}");
        assertThat(task.getString("status")).isEqualTo("IN_PROGRESS");
        assertThat(task.getString("assignee")).isEqualTo("Somebody");
        assertThat(task.getLong("organizationId")).isEqualTo(acme.id().value());
        assertThat(task.getValue("completedAt")).isNull();
        assertThat(Instant.parse(task.getString("createdAt"))).isEqualTo(Instant.parse(task.getString("updatedAt")));
        assertThat(client.list("{}")).containsExactly(task);
    }

    @Test
    void create_task_defaults_to_todo_in_the_only_organization() {
        var task = client.task("create_task", "{'title': 'Short'}");
        assertThat(task.getString("status")).isEqualTo("TODO");
        assertThat(task.getLong("organizationId")).isEqualTo(acme.id().value());
        assertThat(client.error("create_task", "{}").getString("field")).isEqualTo("title");
    }

    @Test
    void create_task_of_a_user_of_several_organizations_needs_to_know_which() {
        var globex = server.organization();
        var both = FiveToolClient.ofBoth(server, acme, globex);
        var error = both.error("create_task", "{'title': 'Where?'}");
        assertThat(error.getString("code")).isEqualTo("org_required");
        assertThat(error.getString("field")).isEqualTo("organizationId");
        assertThat(error.getJsonArray("accepted"))
                .containsExactly(acme.id().toString(), globex.id().toString());
        assertThat(error.getString("message"))
                .contains(acme.id() + " is " + acme.slug(), globex.id() + " is " + globex.slug());
        for (var choice : error.getJsonArray("accepted")) {
            assertThat(both.task("create_task", "{'title': 'There', 'organizationId': %s}", choice)
                            .getLong("organizationId"))
                    .isEqualTo(Long.valueOf((String) choice));
        }
    }

    @Test
    void update_task_changes_only_what_is_supplied() {
        var before = client.task(
                "create_task", "{'title': 'Before', 'description': 'Why', 'status': 'IN_PROGRESS', 'assignee': 'A'}");
        var after = client.task("update_task", "{'taskId': %s, 'title': 'After'}", before.getLong("id"));
        assertThat(after.getString("title")).isEqualTo("After");
        for (var field : List.of("id", "description", "status", "assignee", "organizationId", "createdAt")) {
            assertThat(after.getValue(field)).as(field).isEqualTo(before.getValue(field));
        }
    }

    @Test
    void update_task_takes_every_documented_field() {
        var task = client.task(
                "update_task",
                "{'taskId': %s, 'title': 'New', 'description': [1, 'two'], 'status': 'DONE', 'assignee': 'B',"
                        + " 'completedAt': '2026-11-20T08:00:00+02:00'}",
                client.made("Old"));
        assertThat(task.getString("title")).isEqualTo("New");
        assertThat(task.getJsonArray("description"))
                .isEqualTo(new JsonArray().add(1).add("two"));
        assertThat(task.getString("status")).isEqualTo("DONE");
        assertThat(task.getString("assignee")).isEqualTo("B");
        assertThat(task.getString("completedAt")).isEqualTo("2026-11-20T06:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DONE", "CANCELLED"})
    void completed_at_goes_with_a_terminal_status(String status) {
        var id = client.made("T");
        var at = "2026-11-20T08:00:00Z";
        var error = client.error("update_task", "{'taskId': %d, 'completedAt': '%s'}", id, at);
        assertThat(error.getString("code")).isEqualTo("validation_failed");
        assertThat(error.getString("field")).isEqualTo("completedAt");
        assertThat(error.getString("message")).startsWith("'completedAt'");
        assertThat(error.getJsonArray("accepted")).containsExactly("DONE", "CANCELLED");
        assertThat(client.error("update_task", "{'taskId': %d, 'completedAt': '%s', 'status': 'TODO'}", id, at)
                        .getString("field"))
                .isEqualTo("completedAt");
        assertThat(client.task("update_task", "{'taskId': %d, 'completedAt': '%s', 'status': '%s'}", id, at, status)
                        .getString("completedAt"))
                .isEqualTo(at);
        assertThat(client.task("update_task", "{'taskId': %d, 'completedAt': '2026-11-19T08:00:00Z'}", id)
                        .getString("completedAt"))
                .isEqualTo("2026-11-19T08:00:00Z");
        assertThat(client.error("update_task", "{'taskId': %d, 'completedAt': 'yesterday'}", id)
                        .getString("field"))
                .isEqualTo("completedAt");
    }
}
