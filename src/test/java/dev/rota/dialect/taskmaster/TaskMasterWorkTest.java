package dev.rota.dialect.taskmaster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Taking a task in hand. */
class TaskMasterWorkTest {
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
    void a_task_that_its_caller_may_not_have_yet_is_ready_again() {
        for (var title : List.of("A", "B", "C", "D")) {
            client.made(title);
            client.task("set_task_status", "{'id': '%s', 'status': 'in-progress'}", "ABCD".indexOf(title) + 1);
        }
        for (var id : List.of("1", "2", "3")) {
            client.call("execute_task_autonomous", "{'id': '%s'}", id);
        }
        var refused = client.call("execute_task_autonomous", "{'id': '4'}");
        assertThat(refused.getString("reason")).isEqualTo("limit");
        assertThat(refused.getString("status")).isEqualTo("pending");
        assertThat(TaskMasterClient.ids(client.tasks("get_tasks", "{'filter': 'ready'}")))
                .containsExactly("4");
        assertThat(client.call("execute_task_autonomous", "{'id': '4'}").containsKey("status"))
                .isFalse();
        client.task("set_task_status", "{'id': '1', 'status': 'done'}");
        assertThat(client.call("execute_task_autonomous", "{'id': '4'}").getBoolean("success"))
                .isTrue();
    }

    @Test
    void an_organization_that_requires_versions_asks_for_none_where_none_is_known() {
        server.database()
                .execute("UPDATE rota.organization SET policy = '{\"require_version\": true}' WHERE id = " + acme.id());
        client.made("A");
        client.made("B");
        client.tasks("set_task_status", "{'id': '1,2', 'status': 'in-progress'}");
        client.task("update_task", "{'id': '1', 'title': 'Other'}");
        client.task("set_task_status", "{'id': '1', 'status': 'done'}");
        assertThat(client.show("1").getString("status")).isEqualTo("done");
        var natively = server.tool(
                client.token(),
                "update_task",
                new JsonObject().put("task", "DEV-2").put("priority", 1));
        assertThat(natively.tool().getJsonObject("error").getString("field")).isEqualTo("if_version");
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
}
