package dev.rota.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.EventLoopRule;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.app.ResultSchemas;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.ModernClient;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The tasks extension (MCP, SEP-2663) with checks that a runner answers. */
@ExtendWith(EventLoopRule.class)
class BackgroundChecksTest {
    private static final String BOTH = "{\"project\": \"DEV\", \"path\": \"src\", \"checks\": [\"lint\", \"tests\"]}";

    private static TestServer server;
    private TestOrganization acme;
    private OpaqueToken token;
    private ModernClient client;

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
        server.database()
                .execute("UPDATE rota.organization SET policy = policy || '{\"max_claims\": 100}' WHERE id = "
                        + acme.id());
        token = acme.agentToken(Restrictions.NONE);
        client = ModernClient.withTasks(server, token);
    }

    /** Checks that wait for a runner: the id of their handle, and the key of their task. */
    private record Asked(String handle, String task) {}

    private Asked ask(JsonObject arguments) {
        var begun = client.tool("run_check", arguments).json().getJsonObject("result");
        assertThat(begun.getString("resultType")).as(begun.encode()).isEqualTo("task");
        var handle = begun.getString("taskId");
        assertThat(handle).startsWith("check-");
        var key = server.database()
                .ask("SELECT key FROM rota.task WHERE org_id = " + acme.id() + " AND id = " + handle.split("-", 3)[1]);
        return new Asked(handle, key.get(0));
    }

    private Asked ask() {
        return ask(new JsonObject(BOTH));
    }

    private JsonObject get(String handle) {
        var answer = client.task("get", handle).json();
        assertThat(answer.getJsonObject("result")).as(answer.encode()).isNotNull();
        return answer.getJsonObject("result");
    }

    private String status(String handle) {
        return get(handle).getString("status");
    }

    private JsonObject tool(String name, JsonObject arguments) {
        return client.tool(name, arguments).tool();
    }

    private long claim(String task) {
        return tool("claim_task", new JsonObject().put("task", task)).getLong("attempt_id");
    }

    private String set(String task, String status) {
        return tool("update_task", new JsonObject().put("task", task).put("status", status))
                .getJsonObject("error", new JsonObject())
                .getString("code", "none");
    }

    @CanIgnoreReturnValue
    private JsonObject record(long attempt, String gate, String status, String report) {
        return tool(
                "record_check",
                new JsonObject()
                        .put("attempt_id", attempt)
                        .put("gate", gate)
                        .put("status", status)
                        .put("report", report));
    }

    @Test
    void x1_a_client_that_has_not_declared_it_gets_an_ordinary_answer() {
        var plain = ModernClient.plain(server, token).tool("run_check", new JsonObject(BOTH));
        assertThat(plain.json().getJsonObject("result").getString("resultType")).isEqualTo("complete");
        assertThat(plain.tool().getString("status")).isEqualTo("queued");
        assertThat(server.database().ask("SELECT id FROM rota.background_task WHERE org_id = " + acme.id()))
                .isEmpty();
    }

    @Test
    void x2_a_call_that_is_repeated_gets_the_same_handle_and_asks_once() {
        var request = new JsonObject(BOTH).put("request_id", "again");
        var first = client.tool("run_check", request).json().getJsonObject("result");
        assertThat(client.tool("run_check", request).json().getJsonObject("result"))
                .isEqualTo(first);
        assertThat(server.database().ask("SELECT count(*) FROM rota.check_request WHERE org_id = " + acme.id()))
                .containsExactly("1");
    }

    @Test
    void x3_it_works_until_every_check_is_answered_and_comes_to_what_was_found() {
        var asked = ask();
        assertThat(get(asked.handle()).getString("statusMessage")).isEqualTo("Waits for a runner");
        var attempt = claim(asked.task());
        assertThat(get(asked.handle()).getString("statusMessage")).isEqualTo("A runner is at it");
        record(attempt, "tests", "fail", "x".repeat(1_001));
        assertThat(status(asked.handle())).isEqualTo("working");
        record(attempt, "lint", "pass", "fine");
        var ended = get(asked.handle());
        assertThat(ended.getString("status")).isEqualTo("completed");
        var result = ended.getJsonObject("result");
        assertThat(result.getBoolean("isError")).isFalse();
        var found = result.getJsonObject("structuredContent");
        ResultSchemas.check("run_check", JsonBytes.of(found));
        assertThat(found.getString("task")).isEqualTo(asked.task());
        var results = found.getJsonArray("results");
        assertThat(results).hasSize(2);
        var lint = results.getJsonObject(0);
        assertThat(lint.getString("gate") + " " + lint.getString("status") + " " + lint.getString("report"))
                .isEqualTo("lint pass fine");
        assertThat(lint.containsKey("truncated")).isFalse();
        var tests = results.getJsonObject(1);
        assertThat(tests.getString("gate") + " " + tests.getString("status")).isEqualTo("tests fail");
        assertThat(tests.getString("report")).hasSize(1_000);
        assertThat(tests.getBoolean("truncated")).isTrue();
    }

    @Test
    void x3_what_an_attempt_asked_for_comes_with_its_results_and_no_others() {
        var made = tool("create_task", new JsonObject("{\"project\": \"DEV\", \"title\": \"Checked\"}"));
        var attempt = claim(made.getJsonObject("task").getString("key"));
        record(attempt, "other", "fail", "by myself");
        var asked = ask(new JsonObject(BOTH).put("attempt_id", attempt));
        var runner = claim(asked.task());
        record(runner, "lint", "pass", "fine");
        record(runner, "tests", "warn", "slow");
        var found = get(asked.handle()).getJsonObject("result").getJsonObject("structuredContent");
        ResultSchemas.check("run_check", JsonBytes.of(found));
        assertThat(found.getLong("attempt_id")).isEqualTo(attempt);
        assertThat(found.getJsonArray("results").stream()
                        .map(one ->
                                ((JsonObject) one).getString("gate") + " " + ((JsonObject) one).getString("status")))
                .containsExactly("lint pass", "tests warn");
    }

    @Test
    void x3_a_check_task_that_somebody_ends_without_answers_comes_to_an_error() {
        var asked = ask();
        assertThat(set(asked.task(), "done")).isEqualTo("gate_failed");
        assertThat(set(asked.task(), "failed")).isEqualTo("none");
        var ended = get(asked.handle());
        assertThat(ended.getString("status")).isEqualTo("completed");
        assertThat(ended.getJsonObject("result").getBoolean("isError")).isTrue();
        var error =
                ended.getJsonObject("result").getJsonObject("structuredContent").getJsonObject("error");
        assertThat(error.getString("message")).contains(asked.task());
        assertThat(error.getString("hint")).contains("record_check");
    }

    @Test
    void x4_to_cancel_withdraws_the_check_task_from_its_runner_and_says_the_same_each_time() {
        var asked = ask();
        var attempt = claim(asked.task());
        record(attempt, "lint", "pass", "fine");
        for (var again = 0; again < 2; again++) {
            var acknowledged = client.task("cancel", asked.handle()).json().getJsonObject("result");
            assertThat(acknowledged.fieldNames()).containsExactlyInAnyOrder("resultType", "_meta");
            assertThat(status(asked.handle())).isEqualTo("cancelled");
        }
        assertThat(record(attempt, "tests", "pass", "too late")
                        .getJsonObject("error")
                        .getString("code"))
                .isEqualTo("lease_lost");
        var task = tool("get_task", new JsonObject("{\"include\": [\"history\"]}").put("task", asked.task()));
        assertThat(task.getString("status")).isEqualTo("cancelled");
        assertThat(task.getJsonArray("history").encode()).contains("check_withdrawn");
        assertThat(server.database().ask("SELECT status FROM rota.attempt WHERE org_id = " + acme.id()))
                .containsExactly("aborted");
        assertThat(server.database()
                        .ask(
                                "SELECT outcome FROM rota.audit_event WHERE action = 'cancel_background_task' AND org_id = "
                                        + acme.id()))
                .containsExactly("ok", "ok");
    }

    @Test
    void x4_what_has_ended_stays_as_it_ended() {
        var answered = ask(new JsonObject(BOTH).put("checks", new JsonArray().add("lint")));
        record(claim(answered.task()), "lint", "pass", "fine");
        assertThat(client.task("cancel", answered.handle()).status()).isEqualTo(200);
        assertThat(status(answered.handle())).isEqualTo("completed");

        var withdrawn = ask();
        assertThat(client.task("cancel", withdrawn.handle()).status()).isEqualTo(200);
        assertThat(set(withdrawn.task(), "todo")).isEqualTo("none");
        var attempt = claim(withdrawn.task());
        record(attempt, "lint", "pass", "fine");
        record(attempt, "tests", "pass", "fine");
        assertThat(status(withdrawn.handle())).isEqualTo("cancelled");
    }

    @Test
    void x5_whatever_is_not_ones_own_or_needs_more_is_not_there() {
        var asked = ask();
        var other = server.organization();
        var narrow = acme.agentToken(new Restrictions(Set.of(acme.ops().id()), false, false));
        var absent = client.task("get", "check-999999-" + "A".repeat(22)).json().getJsonObject("error");
        assertThat(absent.getInteger("code")).isEqualTo(-32602);
        for (var stranger : List.of(other.agentToken(Restrictions.NONE), narrow)) {
            for (var method : List.of("get", "cancel")) {
                assertThat(ModernClient.withTasks(server, stranger)
                                .task(method, asked.handle())
                                .json()
                                .getJsonObject("error"))
                        .isEqualTo(absent);
            }
        }
        var reading = acme.issue(
                OpaqueToken.Kind.AGENT,
                acme.ownerId(),
                acme.agentId(),
                Restrictions.NONE,
                Set.of(Scope.TASKS_READ),
                "mcp");
        var refused = ModernClient.withTasks(server, reading).task("get", asked.handle());
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("www-authenticate")).contains("quality:run");
        assertThat(status(asked.handle())).isEqualTo("working");
    }

    /** Any order of answers, cancellations and looks; each seed is a life. */
    @TestFactory
    Stream<DynamicTest> any_life_of_a_handle_ends_once_and_for_all() {
        var given = Long.getLong("seed");
        return (given == null ? LongStream.range(0, 6) : LongStream.of(given))
                .mapToObj(seed -> DynamicTest.dynamicTest("-Dseed=" + seed, () -> live(new Random(seed))));
    }

    private void live(Random random) {
        var asked = ask();
        var attempt = claim(asked.task());
        var open = new HashSet<>(Set.of("lint", "tests"));
        var expected = "working";
        for (var step = 0; step < 8; step++) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    assertThat(client.task("cancel", asked.handle()).status()).isEqualTo(200);
                    expected = expected.equals("working") ? "cancelled" : expected;
                }
                case 1, 2 -> {
                    var gate = random.nextBoolean() ? "lint" : "tests";
                    var told = record(attempt, gate, "pass", "step " + step);
                    assertThat(told.containsKey("error")).isEqualTo(!expected.equals("working"));
                    open.remove(gate);
                    expected = expected.equals("working") && open.isEmpty() ? "completed" : expected;
                }
                default -> assertThat(get(asked.handle()).getString("taskId")).isEqualTo(asked.handle());
            }
            assertThat(status(asked.handle())).isEqualTo(expected);
        }
    }
}
