package dev.rota.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.EventLoopRule;
import dev.rota.TestHttpClient;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.database.DatabaseRole;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code wait_for_changes} over HTTP. */
@ExtendWith(EventLoopRule.class)
class WaitForChangesTest {
    private static TestServer server;
    private TestOrganization acme;
    private OpaqueToken agent;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void organization() {
        acme = server.organization();
        agent = acme.agentToken(Restrictions.NONE);
    }

    @Test
    void without_a_cursor_it_begins_now_and_says_that_nothing_came() {
        make("{\"title\": \"before\"}");
        var now = look("");
        assertThat(now.getJsonArray("events")).isEmpty();
        assertThat(now.getBoolean("timed_out")).isTrue();
        assertThat(now.getString("cursor")).isNotEmpty();
    }

    @Test
    void each_change_after_the_cursor_is_told_once_and_in_order() {
        var start = cursor(look(""));
        var key = make("{\"title\": \"one\"}");
        call("update_task", "{\"task\": \"" + key + "\", \"title\": \"other\", \"priority\": 2}");
        call("add_comment", "{\"task\": \"" + key + "\", \"body\": \"a note\"}");
        var told = look(start);
        assertThat(types(told)).containsExactly("task", "ready", "task", "comment");
        assertThat(told.getJsonArray("events").getJsonObject(2).getString("summary"))
                .isEqualTo("updated: title, priority");
        assertThat(told.encode()).doesNotContain("a note");
        assertThat(told.containsKey("timed_out")).isFalse();
        assertThat(look(cursor(told)).getJsonArray("events")).isEmpty();
    }

    @Test
    void who_waits_is_woken_by_the_next_change() throws Exception {
        var waiting = wait("{\"timeout_seconds\": 25}");
        until(() -> open() == 1);
        var key = make("{\"title\": \"news\"}");
        var told = waiting.get(20, TimeUnit.SECONDS); // before it would have come back by itself
        assertThat(told.containsKey("timed_out")).isFalse();
        assertThat(told.getJsonArray("events").getJsonObject(0).getString("task"))
                .isEqualTo(key);
        until(() -> open() == 0);
    }

    @Test
    void filters_leave_out_what_is_not_meant_and_the_cursor_goes_past_it() {
        var start = cursor(look(""));
        var dev = make("{\"title\": \"here\"}");
        var ops = make("{\"title\": \"there\", \"project\": \"OPS\"}");
        call("add_comment", "{\"task\": \"" + ops + "\", \"body\": \"x\"}");
        assertThat(keys(look(start, "\"project\": \"OPS\", \"events\": [\"task\"]")))
                .containsExactly(ops);
        assertThat(keys(look(start, "\"task\": \"" + dev + "\", \"events\": [\"task\"]")))
                .containsExactly(dev);
        assertThat(types(look(start, "\"events\": [\"comment\"]"))).containsExactly("comment");
        var none = look(start, "\"events\": [\"answer\"]");
        assertThat(none.getBoolean("timed_out")).isTrue();
        assertThat(look(cursor(none)).getJsonArray("events")).isEmpty();
        assertThat(refusal("{\"project\": \"NONE\"}")).isEqualTo("not_found");
        assertThat(refusal("{\"task\": \"DEV-999\"}")).isEqualTo("not_found");
    }

    @Test
    void a_task_becomes_ready_when_the_last_one_it_waited_for_is_done() {
        var first = make("{\"title\": \"first\"}");
        var second = make("{\"title\": \"second\", \"depends_on\": [\"" + first + "\"]}");
        var start = cursor(look(""));
        call("update_task", "{\"task\": \"" + first + "\", \"status\": \"in_progress\"}");
        call("update_task", "{\"task\": \"" + first + "\", \"status\": \"done\"}");
        var told = look(start, "\"events\": [\"ready\"]");
        assertThat(keys(told)).containsExactly(second);
        assertThat(told.getJsonArray("events").getJsonObject(0).getString("type"))
                .isEqualTo("ready");
    }

    @Test
    void claims_and_answers_are_told_as_such() {
        var key = make("{\"title\": \"one\"}");
        var start = cursor(look(""));
        var attempt = call("claim_task", "{\"task\": \"" + key + "\"}").getLong("attempt_id");
        call("ask_human", "{\"attempt_id\": " + attempt + ", \"question\": \"May I?\"}");
        call("finish_attempt", "{\"attempt_id\": " + attempt + ", \"status\": \"aborted\"}");
        assertThat(types(look(start))).containsExactly("claim", "answer", "claim");
    }

    @Test
    void a_change_that_is_committed_late_is_not_skipped() throws SQLException {
        var key = make("{\"title\": \"one\"}");
        var other = make("{\"title\": \"other\"}");
        var start = cursor(look(""));
        try (var slow = server.database().as(DatabaseRole.WORKER);
                var statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("SELECT rota.enter_worker(" + acme.id() + ")");
            statement.execute("INSERT INTO rota.task_event (org_id, task_id, type, version, actor_kind, actor, note)"
                    + " SELECT org_id, id, 'updated', 1, 'system', 'slow', 'late' FROM rota.task WHERE org_id = "
                    + acme.id()
                    + " AND key = '" + key + "'");
            call("add_comment", "{\"task\": \"" + other + "\", \"body\": \"quick\"}");
            var quick = look(start);
            assertThat(types(quick)).containsExactly("comment");
            slow.commit();
            var late = look(cursor(quick));
            assertThat(late.getJsonArray("events").getJsonObject(0).getString("actor"))
                    .isEqualTo("slow");
        }
    }

    @Test
    void many_writers_leave_numbers_without_gaps_that_a_follower_has_all_of() throws Exception {
        var start = cursor(look(""));
        var writers = new ArrayList<CompletableFuture<Void>>();
        for (var writer = 0; writer < 4; writer++) {
            writers.add(CompletableFuture.runAsync(() -> {
                for (var n = 0; n < 10; n++) {
                    make("{\"title\": \"one of many\"}");
                }
            }));
        }
        var seqs = new ArrayList<Long>();
        var at = start;
        while (seqs.size() < 40) {
            var told = call(
                    "wait_for_changes", "{\"cursor\": \"" + at + "\", \"events\": [\"task\"], \"timeout_seconds\": 5}");
            at = cursor(told);
            events(told).forEach(event -> seqs.add(event.getLong("seq")));
        }
        for (var writer : writers) {
            writer.get(10, TimeUnit.SECONDS);
        }
        assertThat(seqs).hasSize(40).isSorted().doesNotHaveDuplicates();
        assertThat(seqs.get(39) - seqs.get(0)).isEqualTo(39);
    }

    @Test
    void nobody_is_told_of_what_they_do_not_see() {
        var globex = server.organization();
        var stranger = globex.agentToken(Restrictions.NONE);
        var ops = acme.agentToken(new Restrictions(Set.of(acme.ops().id()), false, false));
        var mel = acme.issue(OpaqueToken.Kind.USER, acme.memberId(), null, new Restrictions(null, true, false));
        var starts = List.of(
                look(stranger, "{\"timeout_seconds\": 0}"),
                look(ops, "{\"timeout_seconds\": 0}"),
                look(mel, "{\"timeout_seconds\": 0}"));
        make("{\"title\": \"hidden\"}");
        var readers = List.of(stranger, ops, mel);
        for (var n = 0; n < readers.size(); n++) {
            var arguments = "{\"timeout_seconds\": 0, \"cursor\": \"" + cursor(starts.get(n)) + "\"}";
            assertThat(look(readers.get(n), arguments).getJsonArray("events")).isEmpty();
        }
        var taken = "{\"timeout_seconds\": 0, \"cursor\": \"" + cursor(look("")) + "\"}";
        assertThat(look(stranger, taken).getJsonObject("error").getString("code"))
                .isEqualTo("validation_failed");
    }

    @Test
    void a_wait_reads_so_far_through_the_past_and_no_further() {
        var key = make("{\"title\": \"busy\"}");
        var start = cursor(look(""));
        server.database()
                .execute("INSERT INTO rota.task_event (org_id, task_id, type, version, actor_kind, actor)"
                        + " SELECT org_id, id, 'updated', 1, 'system', 'system' FROM rota.task, generate_series(1, "
                        + ChangeWaits.MOST_PAGES * Changes.LOOKED_AT + ") WHERE key = '" + key + "' AND org_id = "
                        + acme.id());
        call("add_comment", "{\"task\": \"" + key + "\", \"body\": \"at last\"}");
        var filter = "\"events\": [\"comment\"], \"timeout_seconds\": 20}";
        var past = call("wait_for_changes", "{\"cursor\": \"" + start + "\", " + filter);
        assertThat(past.getJsonArray("events")).isEmpty();
        assertThat(past.containsKey("timed_out")).isFalse();
        assertThat(types(call("wait_for_changes", "{\"cursor\": \"" + cursor(past) + "\", " + filter)))
                .containsExactly("comment");
    }

    @Test
    void a_credential_that_ends_meanwhile_is_told_nothing_more() throws Exception {
        var doomed = acme.agentToken(Restrictions.NONE);
        var waiting = begin(doomed);
        until(() -> open() == 1);
        server.database().execute("UPDATE rota.api_token SET revoked_at = now() WHERE hint = '" + doomed.hint() + "'");
        make("{\"title\": \"too late\"}");
        assertThat(waiting.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(401);
    }

    @Test
    void as_many_wait_as_may_and_leaving_makes_room() throws Exception {
        var waiting = new ArrayList<CompletableFuture<?>>();
        for (var n = 0; n < ChangeWaits.OF_CREDENTIAL; n++) {
            waiting.add(begin(agent));
        }
        until(() -> open() == ChangeWaits.OF_CREDENTIAL);
        assertThat(server.tool(agent, "wait_for_changes", new JsonObject()).status())
                .isEqualTo(429);
        waiting.forEach(one -> one.cancel(true));
        until(() -> open() == 0);
    }

    private static int open() {
        return (int) server.metrics()
                .lines()
                .filter(line -> line.startsWith("rota_changes_waiting"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static void until(BooleanSupplier holds) {
        var end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it did not come to be in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private CompletableFuture<JsonObject> wait(String arguments) {
        return CompletableFuture.supplyAsync(() -> look(agent, arguments));
    }

    /** In the modern era, where leaving means that nobody waits any more. */
    private static CompletableFuture<HttpResponse<String>> begin(OpaqueToken reader) {
        var meta = new JsonObject()
                .put("io.modelcontextprotocol/protocolVersion", "2026-07-28")
                .put("io.modelcontextprotocol/clientCapabilities", new JsonObject());
        var params = new JsonObject()
                .put("name", "wait_for_changes")
                .put("arguments", new JsonObject())
                .put("_meta", meta);
        return TestHttpClient.shared()
                .sendAsync(
                        server.request("/mcp/x/insight", TestServer.message("tools/call", params))
                                .setHeader("MCP-Protocol-Version", "2026-07-28")
                                .setHeader("Mcp-Method", "tools/call")
                                .setHeader("Mcp-Name", "wait_for_changes")
                                .header("Authorization", "Bearer " + reader.reveal())
                                .timeout(Duration.ofSeconds(40))
                                .build(),
                        BodyHandlers.ofString());
    }

    private JsonObject look(String cursor) {
        return call("wait_for_changes", "{\"timeout_seconds\": 0, \"cursor\": \"" + cursor + "\"}");
    }

    private JsonObject look(String cursor, String filter) {
        return call("wait_for_changes", "{\"timeout_seconds\": 0, \"cursor\": \"" + cursor + "\", " + filter + "}");
    }

    private static JsonObject look(OpaqueToken reader, String arguments) {
        return server.tool(reader, "wait_for_changes", new JsonObject(arguments))
                .tool();
    }

    private String refusal(String arguments) {
        return look(agent, arguments).getJsonObject("error").getString("code");
    }

    private static String cursor(JsonObject answer) {
        return answer.getString("cursor");
    }

    private static List<JsonObject> events(JsonObject answer) {
        return answer.getJsonArray("events", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static List<String> types(JsonObject answer) {
        return events(answer).stream().map(event -> event.getString("type")).toList();
    }

    private static List<String> keys(JsonObject answer) {
        return events(answer).stream().map(event -> event.getString("task")).toList();
    }

    @CanIgnoreReturnValue
    private String make(String task) {
        var wanted = new JsonObject(task);
        if (!wanted.containsKey("project")) {
            wanted.put("project", "DEV");
        }
        return call("create_task", wanted.encode()).getJsonObject("task").getString("key");
    }

    @CanIgnoreReturnValue
    private JsonObject call(String tool, String arguments) {
        var answer = server.tool(agent, tool, new JsonObject(arguments)).tool();
        assertThat(answer.getJsonObject("error")).as(tool + " " + arguments).isNull();
        return answer;
    }
}
