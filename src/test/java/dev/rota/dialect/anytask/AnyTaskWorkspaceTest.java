package dev.rota.dialect.anytask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which tasks a call reaches, and whose the active one is (design section 3, catalogue section 1, rule 8). */
class AnyTaskWorkspaceTest {
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
    void each_workspace_has_an_active_task_of_its_own() {
        var dev = client.at("/mcp/o/" + acme.slug() + "/p/DEV/anytask");
        var ops = client.at("/mcp/o/" + acme.slug() + "/p/" + acme.ops().id() + "/anytask");
        dev.call("select_task", "{'task_id': '%s'}", dev.made("of dev"));
        assertThat(ops.read("workspace://current/active_task")).isEqualTo("{\"active_task\":null}");
        ops.call("select_task", "{'task_id': '%s'}", ops.made("of ops"));
        assertThat(List.of(dev, ops, client).stream()
                        .map(one -> new JsonObject(one.read("workspace://current/active_task")).getString("title")))
                .containsExactly("of dev", "of ops", "of dev");
    }

    @Test
    void each_credential_has_an_active_task_of_its_own() {
        var other = AnyTaskClient.agent(server, acme); // of the same agent
        client.call("select_task", "{'task_id': '%s'}", client.made("of the first"));
        assertThat(other.read("workspace://current/active_task")).isEqualTo("{\"active_task\":null}");
        other.call("select_task", "{'task_id': '%s'}", client.made("of the second"));
        assertThat(List.of(client, other).stream()
                        .map(one -> new JsonObject(one.read("workspace://current/active_task")).getString("title")))
                .containsExactly("of the first", "of the second");
        other.natively("select_task", "{'task': ''}");
        assertThat(client.natively("get_context", "{}")
                        .getJsonObject("active_task")
                        .getString("title"))
                .isEqualTo("of the first");
    }

    @Test
    void what_is_in_another_workspace_is_reached_by_its_path_alone() {
        var ops = client.at("/mcp/o/" + acme.slug() + "/p/OPS/anytask");
        var key = ops.made("of ops");
        client.call("select_task", "{'task_id': '%s'}", client.made("of dev"));
        for (var tool : List.of("select_task", "start_attempt")) {
            assertThat(client.error(tool, "{'task_id': '%s'}", key).getString("code"))
                    .isEqualTo("not_found");
        }
        assertThat(client.error("update_task", "{'task_id': '%s', 'version': 1, 'title': 'x'}", key)
                        .getString("code"))
                .isEqualTo("not_found");
        for (var part : List.of("spec", "deps", "history")) {
            assertThat(client.refused("task://" + key + "/" + part)).isEqualTo("not_found");
            assertThat(ops.read("task://" + key + "/" + part)).isNotEmpty();
        }
        assertThat(new JsonObject(client.read("workspace://current/active_task")).getString("title"))
                .isEqualTo("of dev");
        var attempt = ops.call("start_attempt", "{'task_id': '%s'}", key).getLong("attempt_id");
        client.call("finish_attempt", "{'attempt_id': %d, 'status': 'aborted'}", attempt); // its own, from anywhere
    }

    @Test
    void times_are_as_precise_as_they_are_stored() {
        var key = client.made("T");
        var selected = client.call("select_task", "{'task_id': '%s'}", key).getJsonObject("active_task");
        var read = new JsonObject(client.read("workspace://current/active_task"));
        var natively = new JsonObject(client.at("/mcp").read("workspace://current/active_task"));
        for (var task : List.of(selected, read, natively)) {
            assertThat(task.getString("last_sync")).matches("[0-9T:-]+(\\.[0-9]{1,6})?Z");
        }
    }
}
