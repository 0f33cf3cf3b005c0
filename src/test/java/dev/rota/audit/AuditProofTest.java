package dev.rota.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.database.DatabaseRole;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

/** Security section 7: U1, U2, U3 and U12. */
final class AuditProofTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void u1_a_call_that_cannot_be_recorded_fails_and_changes_nothing() {
        try (var server = TestServer.start()) {
            var database = server.database();
            var organization = server.organization();
            var agent = organization.agentToken(Restrictions.NONE);
            var attempt = prepared(server, agent);
            var calls = calls(attempt);
            var tools = names(server, agent);
            assertThat(calls.keySet()).as("a call of every tool").containsAll(tools);
            var before = rows(database, organization);

            database.execute("REVOKE INSERT ON rota.audit_event FROM rota_api, rota_audit");
            calls.put("no_such_tool", new JsonObject());
            calls.put("get_task ", new JsonObject().put("task", "ZZ-99"));
            calls.put("list_tasks ", new JsonObject().put("limit", 0));
            calls.forEach((tool, arguments) -> {
                var answer = server.tool(agent, tool.strip(), arguments);
                assertThat(answer.status()).as(tool + answer.body()).isEqualTo(503);
                assertThat(answer.body()).as(tool).contains("audit_unavailable");
                assertThat(answer.headers()).as(tool).containsKey("retry-after");
            });
            var read = new JsonObject().put("uri", "task://DEV-1/spec");
            assertThat(server.mcp("/mcp/x/all", agent, "resources/read", read).body())
                    .contains("audit_unavailable");
            assertThat(rows(database, organization)).isEqualTo(before);

            database.execute("GRANT INSERT ON rota.audit_event TO rota_api, rota_audit");
            assertThat(server.tool(agent, "list_tasks", new JsonObject()).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void u1_every_call_leaves_an_event_and_so_does_every_refusal() {
        try (var server = TestServer.start()) {
            var organization = server.organization();
            var agent = organization.agentToken(Restrictions.NONE);
            var attempt = prepared(server, agent);
            var before = events(server, organization);
            var calls = calls(attempt);
            calls.forEach((tool, arguments) -> server.tool(agent, tool, arguments));
            assertThat(events(server, organization)).isEqualTo(before + calls.size());
            for (var name : calls.keySet()) {
                assertThat(server.database()
                                .ask("SELECT count(*) > 0 FROM rota.audit_event WHERE action = '" + name
                                        + "' AND org_id = " + organization.id()))
                        .as(name)
                        .containsExactly("t");
            }
            var refused = events(server, organization);
            server.tool(agent, "no_such_tool", new JsonObject());
            server.tool(agent, "get_task", new JsonObject().put("task", "ZZ-99"));
            server.tool(agent, "list_tasks", new JsonObject().put("limit", 0));
            assertThat(events(server, organization)).isEqualTo(refused + 3);
        }
    }

    @Test
    void u2_r11_a_caller_that_leaves_takes_neither_change_nor_event_along() throws IOException {
        try (var server = TestServer.start()) {
            var organization = server.organization();
            var agent = organization.agentToken(Restrictions.NONE);
            var attempt = prepared(server, agent);
            assertThat(attempt).isPositive();
            for (var n = 0; n < 100; n++) {
                sendAndLeave(server, agent, "left " + n);
            }
            server.tool(
                    agent, "add_comment", new JsonObject().put("task", "DEV-1").put("body", "stayed"));
            var counted = "SELECT (SELECT count(*) FROM rota.comment WHERE org_id = %1$s) || ' ' ||"
                    + " (SELECT count(*) FROM rota.audit_event WHERE org_id = %1$s AND action = 'add_comment' AND outcome = 'ok')";
            var last = "";
            var deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
            for (var quiet = 0; quiet < 50 && System.nanoTime() < deadlineNanos; ) {
                var now = server.database()
                        .ask(counted.formatted(organization.id()))
                        .get(0);
                var both = now.split(" ", -1);
                assertThat(both[0]).as("changes and their events").isEqualTo(both[1]);
                quiet = now.equals(last) ? quiet + 1 : 0;
                last = now;
            }
            assertThat(Integer.parseInt(last.split(" ", -1)[0])).isPositive();
        }
    }

    @Test
    void u3_no_role_of_the_server_can_change_or_remove_an_event() throws Exception {
        var database = TestDatabase.create();
        for (var role : DatabaseRole.values()) {
            try (var connection = database.as(role);
                    var statement = connection.createStatement()) {
                for (var table : List.of("audit_event", "auth_event", "audit_event_default")) {
                    for (var sql : List.of(
                            "UPDATE " + table + " SET at = now()",
                            "DELETE FROM " + table,
                            "TRUNCATE " + table,
                            "DROP TABLE " + table,
                            "ALTER TABLE " + table + " DISABLE ROW LEVEL SECURITY")) {
                        assertThatThrownBy(() -> statement.execute(sql))
                                .as(role + ": " + sql)
                                .isInstanceOfSatisfying(PSQLException.class, e -> assertThat(e.getSQLState())
                                        .isEqualTo("42501"));
                    }
                }
            }
        }
    }

    @Test
    void u12_refused_credentials_do_not_fill_the_log() {
        try (var server = TestServer.start()) {
            IntStream.range(0, 1_500).parallel().forEach(n -> {
                var unknown = OpaqueToken.random(OpaqueToken.Kind.USER);
                assertThat(server.tool(unknown, "list_tasks", new JsonObject()).status())
                        .isEqualTo(401);
            });
            assertThat(Integer.parseInt(server.database()
                            .ask("SELECT count(*) FROM rota.auth_event")
                            .get(0)))
                    .isBetween(1, 200);
        }
    }

    /** Three tasks, of which the agent has claimed the second; the attempt's id. */
    private static long prepared(TestServer server, OpaqueToken agent) {
        for (var n = 1; n <= 3; n++) {
            server.tool(
                    agent,
                    "create_task",
                    new JsonObject().put("title", "task " + n).put("project", "DEV"));
        }
        return server.tool(agent, "claim_task", new JsonObject().put("task", "DEV-2"))
                .tool()
                .getLong("attempt_id");
    }

    /**
     * A call of every tool, in an order in which each can succeed; for some the organization lacks what they name, which
     * is recorded as well.
     */
    private static Map<String, JsonObject> calls(long attempt) {
        var calls = new LinkedHashMap<String, JsonObject>();
        reads(calls);
        work(calls, attempt);
        plan(calls);
        return calls;
    }

    private static void reads(Map<String, JsonObject> calls) {
        calls.put("get_context", new JsonObject());
        calls.put("list_tasks", new JsonObject());
        calls.put("get_task", task());
        calls.put("list_projects", new JsonObject());
        calls.put("get_board", new JsonObject());
        calls.put("list_requirements", new JsonObject());
        calls.put("get_requirement", new JsonObject().put("requirement", "DEV-R1"));
        calls.put("get_report", new JsonObject().put("kind", "statistics"));
        calls.put("wait_for_changes", new JsonObject().put("timeout_seconds", 0));
        calls.put("list_audit", new JsonObject());
        calls.put("list_gates", new JsonObject());
        calls.put("search", new JsonObject().put("query", "task"));
        calls.put("fetch", new JsonObject().put("id", "task:DEV-1"));
    }

    private static void work(Map<String, JsonObject> calls, long attempt) {
        calls.put("create_task", new JsonObject().put("title", "new").put("project", "DEV"));
        calls.put(
                "create_tasks",
                new JsonObject()
                        .put("project", "DEV")
                        .put("tasks", new JsonArray().add(new JsonObject().put("title", "new"))));
        calls.put("update_task", task().put("title", "changed"));
        calls.put("add_comment", task().put("body", "text"));
        calls.put("claim_task", new JsonObject().put("task", "DEV-3"));
        calls.put("report_progress", new JsonObject().put("attempt_id", attempt).put("note", "half"));
        calls.put(
                "add_artifact",
                new JsonObject().put("attempt_id", attempt).put("type", "log").put("content", "x"));
        calls.put("log_commit", task().put("message", "text"));
        calls.put("select_task", task());
        calls.put("ask_human", new JsonObject().put("attempt_id", attempt).put("question", "which?"));
        calls.put(
                "record_check",
                new JsonObject().put("attempt_id", attempt).put("gate", "tests").put("status", "pass"));
        calls.put("run_check", new JsonObject().put("project", "DEV").put("path", "src"));
        calls.put("run_task", task().put("model", "absent"));
        calls.put("finish_attempt", new JsonObject().put("attempt_id", attempt).put("status", "aborted"));
    }

    private static void plan(Map<String, JsonObject> calls) {
        calls.put("update_tasks", new JsonObject().put("tasks", keys("DEV-1")).put("priority", 1));
        calls.put("link_tasks", task().put("type", "related").put("add", keys("DEV-2")));
        calls.put("assign_task", task().put("assignee", "Ada"));
        calls.put("delete_task", task());
    }

    private static JsonArray keys(String... keys) {
        return new JsonArray(List.of(keys));
    }

    private static JsonObject task() {
        return new JsonObject().put("task", "DEV-1");
    }

    private static List<String> names(TestServer server, OpaqueToken token) {
        return server
                .mcp("/mcp/x/all", token, "tools/list", new JsonObject())
                .json()
                .getJsonObject("result")
                .getJsonArray("tools")
                .stream()
                .map(tool -> ((JsonObject) tool).getString("name"))
                .toList();
    }

    private static int events(TestServer server, TestOrganization organization) {
        return Integer.parseInt(server.database()
                .ask("SELECT count(*) FROM rota.audit_event WHERE org_id = " + organization.id())
                .get(0));
    }

    /** Everything that a call of a tool could have changed. */
    private static List<String> rows(TestDatabase database, TestOrganization organization) {
        var tables = List.of(
                "task",
                "task_link",
                "task_event",
                "comment",
                "attempt",
                "artifact",
                "commit_entry",
                "question",
                "assignment",
                "check_result",
                "active_task",
                "idempotency",
                "project",
                "work_queue",
                "audit_event");
        return tables.stream()
                .map(table -> database.ask("SELECT '" + table
                                + "' || count(*) || md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM rota."
                                + table + " t WHERE org_id = " + organization.id())
                        .get(0))
                .toList();
    }

    private static void sendAndLeave(TestServer server, OpaqueToken token, String text) throws IOException {
        var body = TestServer.message(
                        "tools/call",
                        new JsonObject()
                                .put("name", "add_comment")
                                .put(
                                        "arguments",
                                        new JsonObject().put("task", "DEV-1").put("body", text)))
                .encode();
        var request = "POST /mcp HTTP/1.1\r\nHost: localhost:" + server.port()
                + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                + "Authorization: Bearer " + token.reveal() + "\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
        try (var socket = new Socket(InetAddress.getByName("localhost"), server.port())) {
            socket.setSoLinger(text.hashCode() % 2 == 0, 0);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        }
    }
}
