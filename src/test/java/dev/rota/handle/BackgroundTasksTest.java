package dev.rota.handle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.mcp.ModernClient;
import dev.rota.organization.Organizations;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tasks extension (MCP, SEP-2663) with the question that a person answers, as a client and that person see it. */
@ExtendWith(EventLoopRule.class)
class BackgroundTasksTest {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static TestServer server;
    private static TestOrganization acme;
    private static TestAdmin person;
    private static OpaqueToken token;
    private static ModernClient client;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        acme = server.organization();
        server.database()
                .execute("UPDATE rota.organization SET policy = policy || '{\"max_claims\": 100}' WHERE id = "
                        + acme.id());
        person = TestAdmin.member(server, acme);
        token = acme.agentToken(Restrictions.NONE);
        client = ModernClient.withTasks(server, token);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A question that is open, the id of its handle, and the attempt that asked. */
    private record Asked(String handle, long question, long attempt) {}

    private static Asked ask() {
        return ask(client);
    }

    private static Asked ask(ModernClient by) {
        var attempt = claim(by);
        var answer = by.tool("ask_human", question(attempt)).json().getJsonObject("result");
        assertThat(answer.getString("resultType")).as(answer.encode()).isEqualTo("task");
        var handle = answer.getString("taskId");
        return new Asked(handle, Long.parseLong(handle.split("-", 3)[1]), attempt);
    }

    private static long claim(ModernClient by) {
        var made = by.tool("create_task", new JsonObject("{\"title\": \"Work\", \"project\": \"DEV\"}"))
                .tool();
        var claim = by.tool(
                        "claim_task",
                        new JsonObject().put("task", made.getJsonObject("task").getString("key")))
                .tool();
        assertThat(claim.getBoolean("claimed")).as(claim.encode()).isTrue();
        return claim.getLong("attempt_id");
    }

    private static JsonObject question(long attempt) {
        return new JsonObject().put("attempt_id", attempt).put("question", "Which?");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void r15_a_request_is_made_once_whether_its_repetition_takes_a_handle_or_not(boolean handleFirst) {
        var request = question(claim(client)).put("request_id", "either " + handleFirst);
        var plain = ModernClient.plain(server, token);
        var first =
                (handleFirst ? client : plain).tool("ask_human", request).json().getJsonObject("result");
        var second =
                (handleFirst ? plain : client).tool("ask_human", request).json().getJsonObject("result");
        var handle = handleFirst ? first : second;
        var answer = (handleFirst ? second : first).getJsonObject("structuredContent");

        assertThat(handle.getString("resultType")).as(handle.encode()).isEqualTo("task");
        var question = handle.getString("taskId").split("-", 3)[1];
        assertThat(answer.getLong("question_id")).isEqualTo(Long.parseLong(question));
        assertThat(answer.getBoolean("duplicate_of_request", false)).isEqualTo(handleFirst);
        assertThat(get(handle.getString("taskId")).getString("status")).isEqualTo("working");
        assertThat(server.database()
                        .ask("SELECT count(*) FROM rota.question WHERE attempt_id = " + request.getLong("attempt_id")))
                .containsExactly("1");
    }

    private static JsonObject get(String handle) {
        var answer = client.task("get", handle).json();
        assertThat(answer.getJsonObject("result")).as(answer.encode()).isNotNull();
        return answer.getJsonObject("result");
    }

    private static int answer(long question, String text) {
        return person.post(
                        "/organizations/" + acme.slug() + "/questions/" + question + "/answer",
                        new JsonObject().put("answer", text))
                .status();
    }

    private static int error(TestServer.Answer answer) {
        var error = answer.json().getJsonObject("error");
        assertThat(error).as(answer.body()).isNotNull();
        return error.getInteger("code");
    }

    @Test
    void x1_the_extension_is_declared_to_the_modern_era_alone() {
        var modern = client.send("server/discover", new JsonObject()).json().getJsonObject("result");
        assertThat(modern.getJsonObject("capabilities")
                        .getJsonObject("extensions")
                        .fieldNames())
                .contains("io.modelcontextprotocol/tasks");
        assertThat(modern.getJsonObject("capabilities").containsKey("tasks")).isFalse();
        var legacy = server.mcp("/mcp", token, "initialize", new JsonObject("{\"protocolVersion\": \"2025-11-25\"}"))
                .json();
        assertThat(legacy.getJsonObject("result").getJsonObject("capabilities").containsKey("extensions"))
                .isFalse();
        assertThat(error(server.mcp("/mcp", token, "tasks/get", new JsonObject("{\"taskId\": \"x\"}"))))
                .isEqualTo(-32601);
    }

    @Test
    void x1_a_client_that_has_not_declared_it_gets_an_ordinary_answer() {
        var plain = ModernClient.plain(server, token);
        var answer = plain.tool("ask_human", question(claim(client)));
        assertThat(answer.json().getJsonObject("result").getString("resultType"))
                .isEqualTo("complete");
        assertThat(answer.tool().getString("status")).isEqualTo("pending");
        var legacy = server.tool(token, "ask_human", question(claim(client)));
        assertThat(legacy.tool().getString("status")).isEqualTo("pending");
    }

    @Test
    void x2_the_handle_is_flat_and_says_where_it_stands() {
        var result = client.tool("ask_human", question(claim(client))).json().getJsonObject("result");
        assertThat(result.fieldNames())
                .containsExactlyInAnyOrder(
                        "resultType",
                        "taskId",
                        "status",
                        "createdAt",
                        "lastUpdatedAt",
                        "ttlMs",
                        "pollIntervalMs",
                        "_meta");
        assertThat(result.getString("resultType")).isEqualTo("task");
        assertThat(result.getString("status")).isEqualTo("working");
        assertThat(result.getLong("ttlMs")).isEqualTo(Duration.ofDays(14).toMillis());
        assertThat(Instant.parse(result.getString("createdAt"))).isBetween(Instant.EPOCH, Instant.MAX);
        assertThat(server.database()
                        .ask("SELECT tool || ' ' || subject_kind FROM rota.background_task WHERE public_id = '"
                                + result.getString("taskId") + "'"))
                .containsExactly("ask_human question");
    }

    @Test
    void x2_a_call_that_is_repeated_gets_the_same_handle_and_asks_once() {
        var attempt = claim(client);
        var request = question(attempt).put("request_id", "again-" + attempt);
        var first = client.tool("ask_human", request).json().getJsonObject("result");
        var second = client.tool("ask_human", request).json().getJsonObject("result");
        assertThat(second).isEqualTo(first);
        assertThat(server.database().ask("SELECT count(*) FROM rota.question WHERE attempt_id = " + attempt))
                .containsExactly("1");
    }

    @Test
    void x3_it_works_until_a_person_answers_and_comes_to_the_answer() {
        var asked = ask();
        var before = get(asked.handle());
        assertThat(before.getString("resultType")).isEqualTo("complete");
        assertThat(before.getString("status")).isEqualTo("working");
        assertThat(before.getString("statusMessage")).isNotEmpty();
        assertThat(before.containsKey("result")).isFalse();
        assertThat(answer(asked.question(), "that one")).isEqualTo(200);
        var after = get(asked.handle());
        assertThat(after.getString("status")).isEqualTo("completed");
        assertThat(after.containsKey("statusMessage")).isFalse();
        assertThat(after.getString("lastUpdatedAt")).isGreaterThan(before.getString("lastUpdatedAt"));
        var result = after.getJsonObject("result");
        assertThat(result.getBoolean("isError")).isFalse();
        var expected = new JsonObject()
                .put("question_id", asked.question())
                .put("status", "answered")
                .put("answer", "that one")
                .put("answered_by", "Mel of " + acme.slug());
        assertThat(result.getJsonObject("structuredContent")).isEqualTo(expected);
        assertThat(new JsonObject(
                        result.getJsonArray("content").getJsonObject(0).getString("text")))
                .isEqualTo(expected);
    }

    @Test
    void x4_to_cancel_withdraws_the_question_and_says_the_same_each_time() {
        var asked = ask();
        for (var again = 0; again < 2; again++) {
            var acknowledged = client.task("cancel", asked.handle()).json().getJsonObject("result");
            assertThat(acknowledged.fieldNames()).containsExactlyInAnyOrder("resultType", "_meta");
            assertThat(get(asked.handle()).getString("status")).isEqualTo("cancelled");
        }
        assertThat(answer(asked.question(), "too late")).isEqualTo(409);
        var listed = person.get("/organizations/" + acme.slug() + "/questions/" + asked.question())
                .json();
        assertThat(listed.getString("status")).isEqualTo("withdrawn");
        assertThat(listed.containsKey("answer")).isFalse();
        var all = person.get("/organizations/" + acme.slug() + "/questions?status=withdrawn")
                .json()
                .getJsonArray("items");
        assertThat(all.stream().map(item -> ((JsonObject) item).getLong("id"))).contains(asked.question());
        var task = client.tool(
                        "get_task",
                        new JsonObject("{\"include\": [\"history\"]}").put("task", listed.getString("task")))
                .tool();
        assertThat(task.getJsonArray("questions", new JsonArray())).isEmpty();
        assertThat(task.getJsonArray("history").encode()).contains("question_withdrawn");
        assertThat(server.database()
                        .ask(
                                "SELECT outcome FROM rota.audit_event WHERE action = 'cancel_background_task' AND object_id = "
                                        + asked.question()))
                .containsExactly("ok", "ok");
    }

    @Test
    void x4_what_has_ended_stays_as_it_ended() {
        var asked = ask();
        assertThat(answer(asked.question(), "yes")).isEqualTo(200);
        assertThat(client.task("cancel", asked.handle()).status()).isEqualTo(200);
        assertThat(get(asked.handle()).getString("status")).isEqualTo("completed");
    }

    @Test
    void x4_answers_that_nobody_waits_for_are_passed_over() {
        var asked = ask();
        var update = client.send(
                "tasks/update",
                new JsonObject("{\"inputResponses\": {\"answer\": {\"action\": \"accept\"}}}")
                        .put("taskId", asked.handle()));
        assertThat(update.json().getJsonObject("result").fieldNames()).containsExactlyInAnyOrder("resultType", "_meta");
        assertThat(get(asked.handle()).getString("status")).isEqualTo("working");
        var unusable = new JsonObject("{\"inputResponses\": 1}").put("taskId", asked.handle());
        assertThat(error(client.send("tasks/update", unusable))).isEqualTo(-32602);
    }

    @Test
    void x5_whatever_is_not_ones_own_is_not_there() {
        var asked = ask();
        var other = server.organization();
        var colleague = TestDatabase.await(server.own().asWorker(acme.id(), tx -> new Organizations(server.own())
                .addAgent(tx, "colleague " + NAMES.incrementAndGet(), acme.ownerId())));
        var strangers = List.of(
                other.agentToken(Restrictions.NONE),
                acme.issue(OpaqueToken.Kind.AGENT, acme.ownerId(), colleague, Restrictions.NONE),
                acme.agentToken(new Restrictions(Set.of(acme.ops().id()), false, false)));
        var absent =
                client.task("get", "question-999999-" + "A".repeat(22)).json().getJsonObject("error");
        for (var stranger : strangers) {
            for (var method : List.of("get", "update", "cancel")) {
                var answer = ModernClient.withTasks(server, stranger).task(method, asked.handle());
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.json().getJsonObject("error")).isEqualTo(absent);
            }
        }
        for (var id : List.of("", "x", "question-1", "other-1-" + "A".repeat(22), asked.handle() + "A")) {
            assertThat(error(client.task("get", id))).as(id).isEqualTo(-32602);
        }
        assertThat(get(asked.handle()).getString("status")).isEqualTo("working");
    }

    @Test
    void x5_another_credential_of_the_same_agent_follows_it_as_far_as_its_scopes_reach() {
        var asked = ask();
        var again = ModernClient.withTasks(server, acme.agentToken(Restrictions.NONE));
        assertThat(again.task("get", asked.handle())
                        .json()
                        .getJsonObject("result")
                        .getString("status"))
                .isEqualTo("working");
        var scopes = new HashSet<>(EnumSet.of(Scope.TASKS_READ));
        var narrow =
                acme.issue(OpaqueToken.Kind.AGENT, acme.ownerId(), acme.agentId(), Restrictions.NONE, scopes, "mcp");
        var refused = ModernClient.withTasks(server, narrow).task("get", asked.handle());
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("www-authenticate")).contains("tasks:execute");
        assertThat(server.database()
                        .ask("SELECT DISTINCT outcome FROM rota.audit_event WHERE action = 'tasks/get' AND org_id = "
                                + acme.id() + " AND outcome = 'insufficient_scope'"))
                .isNotEmpty();
        var looking = ModernClient.withTasks(server, acme.agentToken(new Restrictions(null, false, true)));
        assertThat(looking.task("get", asked.handle()).status()).isEqualTo(200);
        assertThat(looking.task("cancel", asked.handle()).status()).isEqualTo(403);
        assertThat(client.at("/mcp/x/all/readonly")
                        .task("cancel", asked.handle())
                        .status())
                .isEqualTo(403);
        assertThat(get(asked.handle()).getString("status")).isEqualTo("working");
    }

    @Test
    void x5_a_client_must_declare_the_extension_and_name_the_task_in_its_header() {
        var asked = ask();
        var plain = ModernClient.plain(server, token).task("get", asked.handle());
        assertThat(plain.status()).isEqualTo(400);
        assertThat(error(plain)).isEqualTo(-32021);
        assertThat(plain.json().getJsonObject("error").getJsonObject("data").getJsonObject("requiredCapabilities"))
                .isEqualTo(new JsonObject("{\"extensions\": {\"io.modelcontextprotocol/tasks\": {}}}"));
        var params = new JsonObject().put("taskId", asked.handle());
        var mismatch = server.send(client.request("tasks/get", params).setHeader("Mcp-Name", "other"));
        assertThat(mismatch.status()).isEqualTo(400);
        assertThat(error(mismatch)).isEqualTo(-32020);
        for (var removed : List.of("tasks/list", "tasks/result")) {
            var answer = client.send(removed, params);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(error(answer)).isEqualTo(-32601);
        }
    }

    @Test
    void x5_it_is_kept_for_its_time_and_then_forgotten() {
        var asked = ask();
        var handle = "public_id = '" + asked.handle() + "'";
        server.database().execute("UPDATE rota.background_task SET expires_at = now() WHERE " + handle);
        assertThat(error(client.task("get", asked.handle()))).isEqualTo(-32602);
        server.database()
                .execute("UPDATE rota.work_queue SET due_at = now() WHERE kind = 'handle' AND subject_id ="
                        + " (SELECT id FROM rota.background_task WHERE " + handle + ")");
        waitFor(() -> server.database()
                .ask("SELECT id FROM rota.background_task WHERE " + handle)
                .isEmpty());
        assertThat(person.get("/organizations/" + acme.slug() + "/questions/" + asked.question())
                        .json()
                        .getString("status"))
                .isEqualTo("open");
    }

    private static void waitFor(BooleanSupplier condition) {
        var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the condition holds in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** Any order of answers, cancellations, updates and looks; each seed is a life. */
    @TestFactory
    Stream<DynamicTest> any_life_of_a_handle_ends_once_and_for_all() {
        var given = Long.getLong("seed");
        return (given == null ? LongStream.range(0, 6) : LongStream.of(given))
                .mapToObj(seed -> DynamicTest.dynamicTest("-Dseed=" + seed, () -> live(new Random(seed))));
    }

    private static void live(Random random) {
        var asked = ask();
        var expected = "working";
        for (var step = 0; step < 8; step++) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    var isOpen = expected.equals("working");
                    assertThat(answer(asked.question(), "yes " + step)).isEqualTo(isOpen ? 200 : 409);
                    expected = isOpen ? "completed" : expected;
                }
                case 1 -> {
                    assertThat(client.task("cancel", asked.handle()).status()).isEqualTo(200);
                    expected = expected.equals("working") ? "cancelled" : expected;
                }
                case 2 ->
                    assertThat(client.task("update", asked.handle()).status()).isEqualTo(200);
                default -> assertThat(get(asked.handle()).getString("taskId")).isEqualTo(asked.handle());
            }
            var seen = get(asked.handle());
            assertThat(seen.getString("status")).isEqualTo(expected);
            assertThat(seen.containsKey("result")).isEqualTo(expected.equals("completed"));
        }
    }
}
