package dev.rota.dialect.workx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Scope;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Security R-9 on the WORK-X path, and JSON-RPC 2.0 sections 4 to 6. */
class WorkXBatchTest {
    private static final String PING = "{'jsonrpc':'2.0','method':'ping','id':%s}";
    private static final String MINE =
            "{'jsonrpc':'2.0','method':'tools/call','params':{'name':'listMyTasks','arguments':{}},'id':%s}";
    private static final String NOTICE = "{'jsonrpc':'2.0','method':'notifications/initialized'}";

    private static TestServer server;

    private TestOrganization acme;
    private WorkXClient client;

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
        client = WorkXClient.personal(server, acme);
    }

    private static String array(List<String> messages) {
        return "[" + String.join(",", messages) + "]";
    }

    private static int code(JsonObject answer) {
        return answer.getJsonObject("error").getInteger("code");
    }

    private List<String> outcomes() {
        return server.database()
                .ask("SELECT alias || ' ' || outcome FROM rota.audit_event WHERE alias IS NOT NULL AND org_id = "
                        + acme.id() + " ORDER BY id");
    }

    @Test
    void r9_twenty_messages_are_answered_in_their_order() {
        var messages = new java.util.ArrayList<String>();
        for (var id = 20; id > 0; id--) {
            messages.add(PING.replace("%s", Integer.toString(id)));
        }
        var answers = client.batch(array(messages));
        assertThat(answers).hasSize(20).allMatch(answer -> answer.containsKey("result"));
        assertThat(answers.get(0).getInteger("id")).isEqualTo(20);
        assertThat(answers.get(19).getInteger("id")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 21, 2_000})
    void r9_none_or_more_than_twenty_messages_are_no_batch(int messages) {
        var answer = client.post(array(Collections.nCopies(messages, PING.replace("%s", "1"))));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(code(answer.json())).isEqualTo(-32600);
        assertThat(answer.json().containsKey("id")).isTrue();
        assertThat(answer.json().getValue("id")).isNull();
    }

    @Test
    void r9_each_message_is_authorized_and_audited_alone() {
        var reader = WorkXClient.personal(server, acme, Scope.TASKS_READ);
        var answers = reader.batch(
                "[" + MINE + ",{'jsonrpc':'2.0','method':'tools/call','params':{'name':"
                        + "'updateTaskStatus','arguments':{'taskId':'DEV-1','status':'DONE'}},'id':2}," + MINE + "]",
                1,
                3);
        assertThat(answers.get(0).containsKey("result")).isTrue();
        assertThat(code(answers.get(1))).isEqualTo(-32001);
        assertThat(answers.get(2).containsKey("result")).isTrue();
        assertThat(outcomes())
                .containsExactly("listMyTasks ok", "updateTaskStatus insufficient_scope", "listMyTasks ok");
    }

    @Test
    void r9_each_message_is_counted_and_limited_alone() {
        server.database()
                .execute("UPDATE rota.organization SET policy = '{\"calls_per_minute\": 5}' WHERE id = " + acme.id());
        var answer = client.post(array(Collections.nCopies(20, MINE.replace("%s", "1"))));
        assertThat(answer.status()).isEqualTo(200);
        var answers = new JsonArray(answer.body())
                .stream().map(JsonObject.class::cast).toList();
        var served =
                (int) answers.stream().filter(one -> one.containsKey("result")).count();
        assertThat(served).isBetween(1, 19);
        assertThat(answers).hasSize(20);
        assertThat(answers.subList(0, served)).allMatch(one -> one.containsKey("result"));
        assertThat(answers.subList(served, 20)).allMatch(one -> code(one) == 42900);
        assertThat(answer.header("retry-after")).matches("[1-9][0-9]*");
        assertThat(outcomes()).hasSize(served);
    }

    @Test
    void a_message_sees_what_those_before_it_did() {
        var id = server.database()
                .ask("INSERT INTO rota.task (org_id, project_id, key, title, status, complexity, complexity_score,"
                        + " created_by_kind, created_by_id, created_by, assignee, assignee_kind, assignee_id) VALUES ("
                        + acme.id() + ", " + acme.dev().id() + ", 'DEV-77', 'T', 'todo', 'simple', 1, 'user', 1, 'x',"
                        + " 'Mel', 'user', " + acme.memberId() + ") RETURNING uuid")
                .get(0);
        var answers = client.batch(
                "[{'jsonrpc':'2.0','method':'tools/call','params':{'name':'updateTaskStatus','arguments':"
                        + "{'taskId':'%s','status':'DONE'}},'id':1}," + MINE + "]",
                id,
                2);
        assertThat(answers.get(1)
                        .getJsonObject("result")
                        .getJsonObject("structuredContent")
                        .getJsonArray("tasks")
                        .getJsonObject(0)
                        .getString("status"))
                .isEqualTo("DONE");
    }

    @Test
    void a_mixed_batch_answers_each_request_and_no_notification() {
        var answers = client.batch(
                "[" + PING + "," + NOTICE + ",[" + PING
                        + "],7,{'jsonrpc':'2.0','method':'nothing/here','id':'x'},{'id':4},"
                        + "{'jsonrpc':'2.0','result':{},'id':5}]",
                1,
                2);
        assertThat(answers.stream()
                        .map(answer ->
                                answer.getValue("id") + " " + (answer.containsKey("error") ? code(answer) : "ok")))
                .containsExactly("1 ok", "null -32600", "null -32600", "x -32601", "4 -32600", "null -32600");
        assertThat(answers).allMatch(answer -> answer.getString("jsonrpc").equals("2.0") && answer.containsKey("id"));
    }

    @Test
    void notifications_alone_get_no_answer() {
        for (var body :
                List.of(NOTICE, "[" + NOTICE + "," + NOTICE + "]", "{'jsonrpc':'2.0','method':'nobody/knows'}")) {
            var answer = client.post(body);
            assertThat(answer.status()).as(body).isEqualTo(202);
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void a_call_that_wants_no_answer_is_done_all_the_same() {
        var answer =
                client.post("{'jsonrpc':'2.0','method':'tools/call','params':{'name':'listMyTasks','arguments':{}}}");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
        assertThat(outcomes()).containsExactly("listMyTasks ok");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {'jsonrpc':'2.0'        | -32700
                    ``                      | -32700
                    {'a':1,'a':2}           | -32700
                    7                       | -32600
                    {'method':'ping'}       | -32600
                    {'jsonrpc':'2.0','method':'ping','id':null}              | -32600
                    {'jsonrpc':'2.0','method':'ping','params':[1],'id':{}}   | -32600
                    """)
    void what_is_no_message_is_told_so_under_a_null_id(String body, int code) {
        var answer = client.post(body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(code(answer.json())).isEqualTo(code);
        assertThat(answer.json().containsKey("id")).isTrue();
        assertThat(answer.json().getValue("id")).isNull();
    }

    @Test
    void a_batch_without_a_good_token_is_refused_as_a_whole() {
        var batch = "[" + PING + "," + PING + "]";
        var without = server.send(WorkXClient.post(
                server, WorkXClient.PATH, batch.replace("%s", "1").replace('\'', '"')));
        assertThat(without.status()).isEqualTo(401);
        server.database().execute("UPDATE rota.api_token SET revoked_at = now() WHERE user_id = " + acme.memberId());
        var revoked = client.post(batch, 1, 2);
        assertThat(revoked.status()).isEqualTo(401);
        for (var answer : List.of(without, revoked)) {
            assertThat(code(answer.json())).isEqualTo(-32000);
            assertThat(answer.json().getValue("id")).isNull();
            assertThat(answer.header("www-authenticate")).startsWith("Bearer ");
        }
    }

    /** One header cannot be the key of twenty calls; each may have a {@code request_id} of its own. */
    @Test
    void an_idempotency_key_in_a_header_is_that_of_a_single_message() {
        var key = server.tool(
                        acme.agentToken(dev.rota.identity.Restrictions.NONE),
                        "create_task",
                        new JsonObject()
                                .put("title", "T")
                                .put("project", "DEV")
                                .put("assignee", "Mel of " + acme.slug()))
                .tool()
                .getJsonObject("task")
                .getString("key");
        var log = WorkXClient.message("createCommitEntry", "{\"taskId\":\"" + key + "\",\"message\":\"m\"}");
        for (var body : List.of(log, log, "[" + log + "," + log + "]")) {
            var answer = server.send(WorkXClient.post(server, WorkXClient.PATH, body)
                    .header("Idempotency-Key", "k")
                    .header("Authorization", "Bearer " + client.token().reveal()));
            assertThat(answer.status()).isEqualTo(200);
        }
        assertThat(server.database().ask("SELECT count(*) FROM rota.commit_entry WHERE org_id = " + acme.id()))
                .containsExactly("3");
    }

    @Test
    void the_handshake_of_bridges_is_answered() {
        var begun = client.post("{'jsonrpc':'2.0','method':'initialize','params':{'protocolVersion':'2025-06-18',"
                + "'capabilities':{},'clientInfo':{'name':'mcp-remote','version':'1'}},'id':0}");
        assertThat(begun.json().getJsonObject("result").getString("protocolVersion"))
                .isEqualTo("2025-06-18");
        assertThat(begun.json()
                        .getJsonObject("result")
                        .getJsonObject("capabilities")
                        .fieldNames())
                .containsExactly("tools");
        assertThat(begun.headers()).doesNotContainKey("mcp-session-id");
        assertThat(client.post(NOTICE).status()).isEqualTo(202);
        assertThat(client.post(PING, 1).json().getJsonObject("result")).isEqualTo(new JsonObject());
    }

    @Test
    void what_the_eras_say_counts_for_nothing() {
        var meta = "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28','progressToken':7}";
        var body = ("{'jsonrpc':'2.0','method':'tools/call','params':{'name':'listMyTasks','arguments':{}," + meta
                        + "},'id':1}")
                .replace('\'', '"');
        for (var version : List.of("2026-07-28", "2025-11-25", "1999-01-01", "nonsense")) {
            var answer = server.send(WorkXClient.post(server, WorkXClient.PATH, body)
                    .header("MCP-Protocol-Version", version)
                    .header("Mcp-Method", "something/else")
                    .header("Accept", "application/json, text/event-stream")
                    .header("Authorization", "Bearer " + client.token().reveal()));
            assertThat(answer.status()).as(version).isEqualTo(200);
            assertThat(answer.header("content-type")).isEqualTo("application/json");
            assertThat(answer.json().getJsonObject("result").fieldNames())
                    .containsExactly("content", "structuredContent", "isError");
        }
    }
}
