package dev.rota.cli.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.cli.remote.Server;
import dev.rota.identity.Restrictions;
import dev.rota.settings.Secret;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines in, lines out: what a client that speaks stdio sees of a server. */
class StdioBridgeTest {
    private static final String MODERN = ", '_meta': {'io.modelcontextprotocol/protocolVersion': '2026-07-28',"
            + " 'io.modelcontextprotocol/clientCapabilities': {}}";
    private static final String INITIALIZE =
            """
            {'jsonrpc': '2.0', 'id': 'i', 'method': 'initialize', 'params': {'protocolVersion': '2025-11-25',
             'capabilities': {}, 'clientInfo': {'name': 'lines', 'version': '1'}}}""";

    private static TestServer server;

    private final Spoken spoken = new Spoken();
    private String path = "/mcp/anytask";
    private TestOrganization acme;
    private String key;

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
        key = acme.agentToken(Restrictions.NONE).reveal();
    }

    /** What the client and the person hear. */
    private static final class Spoken implements Output {
        private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
        private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void message(String json) {
            messages.add(json);
        }

        @Override
        public void complaint(String text) {
            complaints.add(text);
        }

        JsonObject answer(Object id) {
            return messages.stream()
                    .map(JsonObject::new)
                    .filter(message -> id.equals(message.getValue("id")))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(messages + " " + complaints));
        }
    }

    /** A whole session, from the first line to the end of input; single quotes stand for double ones. */
    private void session(Traffic traffic, String... lines) throws IOException {
        var text = new StringBuilder();
        for (var line : lines) {
            text.append(line.replace('\'', '"').replace('\n', ' ')).append('\n');
        }
        var url = URI.create("http://localhost:" + server.port());
        new StdioBridge(new Server(url), new Secret(key), path, traffic, spoken)
                .run(new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static String call(Object id, String tool, String arguments, String meta) {
        return "{'jsonrpc': '2.0', 'id': " + id + ", 'method': 'tools/call', 'params': {'name': '" + tool
                + "', 'arguments': " + arguments + meta + "}}";
    }

    @Test
    void a_client_of_the_earlier_era_shakes_hands_and_calls() throws IOException {
        session(
                Traffic.UNWATCHED,
                INITIALIZE,
                "{'jsonrpc': '2.0', 'method': 'notifications/initialized'}",
                call(2, "create_task", "{'title': 'über'}", ""),
                "");
        assertThat(spoken.answer("i").getJsonObject("result").getString("protocolVersion"))
                .isEqualTo("2025-11-25");
        assertThat(spoken.answer(2).getJsonObject("result").encode()).contains("über");
        assertThat(spoken.messages).hasSize(2);
        assertThat(spoken.complaints).isEmpty();
    }

    @Test
    void a_modern_client_needs_no_handshake_and_its_headers_are_made_of_its_messages() throws IOException {
        session(
                Traffic.UNWATCHED,
                call(1, "create_task", "{'title': 'T'}", MODERN),
                "{'jsonrpc': '2.0', 'id': 2, 'method': 'resources/read', 'params': {'uri':"
                        + " 'workspace://current/active_task'" + MODERN + "}}",
                "{'jsonrpc': '2.0', 'id': 3, 'method': 'server/discover', 'params': {" + MODERN.substring(2) + "}}");
        for (var id = 1; id <= 3; id++) {
            assertThat(spoken.answer(id).fieldNames()).as("answer %d", id).contains("result");
        }
    }

    @Test
    void requests_run_side_by_side_and_each_gets_its_answer() throws IOException {
        var arrived = new CountDownLatch(40);
        try (var patient = new StandIn(message -> {
            arrived.countDown();
            assertThat(arrived.await(9, TimeUnit.SECONDS)).as("all are there").isTrue();
            return new JsonObject()
                    .put("jsonrpc", "2.0")
                    .put("id", message.getValue("id"))
                    .put("result", message.getJsonObject("params").getJsonObject("arguments"));
        })) {
            var lines = new StringBuilder();
            for (var id = 1; id <= 40; id++) {
                lines.append(call(id, "create_task", "{'title': 'task " + id + "'}", MODERN))
                        .append('\n');
            }
            run(patient, lines.toString());
        }
        for (var id = 1; id <= 40; id++) {
            assertThat(spoken.answer(id).getJsonObject("result").getString("title"))
                    .isEqualTo("task " + id);
        }
    }

    private void run(StandIn on, String lines) throws IOException {
        new StdioBridge(new Server(on.url()), new Secret(key), "/mcp", Traffic.UNWATCHED, spoken)
                .run(new ByteArrayInputStream(lines.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_request_that_is_cancelled_gets_no_answer_and_holds_up_nothing() throws IOException {
        path = "/mcp/x/all";
        session(
                Traffic.UNWATCHED,
                call(1, "wait_for_changes", "{'timeout_seconds': 25}", MODERN),
                "{'jsonrpc': '2.0', 'method': 'notifications/cancelled', 'params': {'requestId': 1}}",
                call(2, "get_context", "{}", MODERN));
        assertThat(spoken.answer(2).fieldNames()).contains("result");
        assertThat(spoken.messages).hasSize(1);
        assertThat(spoken.complaints)
                .as("nothing was waited for in vain")
                .noneMatch(complaint -> complaint.contains("given up"));
    }

    /** The server does not take the notification before it has got the request behind it. */
    @Test
    void a_notification_that_is_slow_to_be_taken_holds_up_nothing_and_those_behind_it_keep_their_order()
            throws Exception {
        var arrived = Collections.synchronizedList(new ArrayList<String>());
        var requested = new CountDownLatch(1);
        try (var slow = new StandIn(message -> {
            var method = message.getString("method");
            if (message.containsKey("id")) {
                requested.countDown();
                return new JsonObject().put("jsonrpc", "2.0").put("id", 1).put("result", new JsonObject());
            }
            assertThat(requested.await(4, TimeUnit.SECONDS)).isTrue();
            arrived.add(method);
            return null;
        })) {
            var lines = "{'jsonrpc': '2.0', 'method': 'first'}\n{'jsonrpc': '2.0', 'method': 'second'}\n"
                    + call(1, "list_tasks", "{}", MODERN) + "\n{'jsonrpc': '2.0', 'method': 'third'}\n";
            run(slow, lines);
        }
        assertThat(spoken.answer(1).fieldNames()).contains("result");
        assertThat(arrived).containsExactly("first", "second", "third");
        assertThat(spoken.complaints).isEmpty();
    }

    @Test
    void refusals_of_the_server_are_answers_to_the_request() throws IOException {
        key = "rota_agent_nonsense";
        session(Traffic.UNWATCHED, call(7, "list_tasks", "{}", MODERN));
        assertThat(spoken.answer(7).getJsonObject("error").getInteger("code")).isEqualTo(40100);
    }

    @Test
    void what_is_no_message_is_told_and_the_next_one_counts() throws IOException {
        session(
                Traffic.UNWATCHED,
                "{nonsense",
                "'x'",
                "{'pad': '" + "x".repeat(5 * 1024 * 1024) + "'}",
                call(1, "list_tasks", "{}", MODERN));
        assertThat(spoken.messages).hasSize(4);
        assertThat(spoken.messages.stream().filter(one -> one.contains("-32700")))
                .hasSize(3);
        assertThat(spoken.answer(1).fieldNames()).contains("result");
    }

    @Test
    void a_server_that_is_not_there_is_an_error_of_the_request() throws IOException {
        var line = call(1, "list_tasks", "{}", MODERN).replace('\'', '"') + "\n";
        new StdioBridge(
                        new Server(URI.create("http://127.0.0.1:1")),
                        new Secret(key),
                        "/mcp",
                        Traffic.UNWATCHED,
                        spoken)
                .run(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
        assertThat(spoken.answer(1).getJsonObject("error").getString("message")).startsWith("Connection refused");
    }

    @Test
    void the_active_task_is_mirrored_in_the_working_directory(@TempDir Path directory) throws IOException {
        var file = new ActiveTaskFile(directory, Clock.systemUTC(), spoken::complaint);
        session(file, call(1, "create_task", "{'title': 'Mirror me'}", MODERN));
        session(file, call(2, "select_task", "{'task_id': 'DEV-1'}", MODERN));
        var kept = kept(directory);
        assertThat(kept.fieldNames())
                .containsExactly("task_id", "version", "title", "status", "workspace_id", "last_sync");
        assertThat(kept.getString("task_id")).isEqualTo("DEV-1");
        assertThat(kept.getInteger("version")).isEqualTo(1);
        assertThat(kept.getLong("workspace_id")).isEqualTo(acme.dev().id());
        session(file, call(3, "update_task", "{'task_id': 'DEV-1', 'version': 1, 'status': 'inprogress'}", MODERN));
        assertThat(kept(directory).getInteger("version")).isEqualTo(2);
        assertThat(kept(directory).getString("status")).isEqualTo("inprogress");
        session(file, call(4, "create_task", "{'title': 'Another'}", MODERN));
        assertThat(kept(directory).getString("task_id")).isEqualTo("DEV-1");
        file.synchronize(new JsonObject().putNull("active_task"));
        assertThat(directory.resolve(".rota/active_task.json")).doesNotExist();
    }

    private static JsonObject kept(Path directory) throws IOException {
        return new JsonObject(Files.readString(directory.resolve(".rota/active_task.json")));
    }
}
