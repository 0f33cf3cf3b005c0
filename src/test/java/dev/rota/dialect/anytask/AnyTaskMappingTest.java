package dev.rota.dialect.anytask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.Seeds;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.task.TaskStatus;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Catalogue section 9 for AnyTask: nothing is lost between its values and ours. */
class AnyTaskMappingTest {
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

    /** A task with a status that the dialect may have no word for. */
    private String in(String status) {
        return client.natively("create_task", "{'title': 'T', 'project': 'DEV', 'status': '%s'}", status)
                .getJsonObject("task")
                .getString("key");
    }

    private JsonObject shown(String key) {
        return client.list("{'limit': 100}").stream()
                .filter(task -> task.getString("task_id").equals(key))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "backlog, backlog",
        "todo, todo",
        "in_progress, inprogress",
        "in_review, inprogress",
        "done, done",
        "failed, canceled",
        "cancelled, canceled"
    })
    void a_write_of_what_is_shown_already_changes_nothing(String status, String word) {
        var key = in(status);
        var before = shown(key);
        assertThat(before.getString("status")).isEqualTo(word);
        assertThat(before.getString("native_status")).isEqualTo(status);
        client.task("update_task", "{'task_id': '%s', 'version': 1, 'status': '%s', 'title': 'T'}", key, word);
        assertThat(shown(key)).isEqualTo(before);
        assertThat(client.titles("{'status': '%s'}", word)).containsExactly("T");
    }

    @ParameterizedTest
    @ValueSource(strings = {"backlog", "todo", "inprogress", "done", "canceled"})
    void what_is_written_is_read_back(String word) {
        var key = client.made("T");
        assertThat(client.task("update_task", "{'task_id': '%s', 'version': 1, 'status': '%s'}", key, word)
                        .getString("status"))
                .isEqualTo(word);
        assertThat(shown(key).getString("status")).isEqualTo(word);
    }

    @ParameterizedTest
    @CsvSource({
        "in_progress, inprogress",
        "In-Progress, inprogress",
        "cancelled, canceled",
        "Canceled, canceled",
        "DONE, done"
    })
    void spellings_do_not_matter(String written, String word) {
        assertThat(client.task(
                                "update_task",
                                "{'task_id': '%s', 'version': 1, 'status': '%s'}",
                                client.made("T"),
                                written)
                        .getString("status"))
                .isEqualTo(word);
    }

    @Test
    void other_words_are_refused_with_those_that_there_are() {
        var error = client.error("list_tasks", "{'status': 'failed'}");
        assertThat(error.getString("field")).isEqualTo("status");
        assertThat(error.getJsonArray("accepted")).containsExactly("backlog", "todo", "inprogress", "done", "canceled");
    }

    @Test
    void a_finished_task_is_reopened_first_and_the_refusal_says_so_in_the_dialects_words() {
        var error =
                client.error("update_task", "{'task_id': '%s', 'version': 1, 'status': 'inprogress'}", in("failed"));
        assertThat(error.getString("code")).isEqualTo("invalid_transition");
        assertThat(error.getJsonArray("accepted")).containsExactly("todo", "backlog");
    }

    @Test
    void a_description_that_was_written_as_json_is_not_erased_by_its_text() {
        var key = client.made("T");
        var json = new JsonObject().put("steps", List.of("one", "two"));
        var id = client.natively("get_task", "{'task': '%s'}", key).getLong("id");
        server.mcp(
                "/api/mcp",
                client.token(),
                "tools/call",
                new JsonObject()
                        .put("name", "update_task")
                        .put("arguments", new JsonObject().put("taskId", id).put("description", json)));
        var text = shown(key).getString("description");
        assertThat(text).contains("one");
        var arguments = new JsonObject().put("task_id", key).put("version", 2).put("description", text);
        server.mcp(
                client.path(),
                client.token(),
                "tools/call",
                new JsonObject().put("name", "update_task").put("arguments", arguments));
        var task = server.mcp(
                        "/api/mcp",
                        client.token(),
                        "tools/call",
                        new JsonObject().put("name", "get_task").put("arguments", new JsonObject().put("taskId", id)))
                .tool()
                .getJsonObject("task");
        assertThat(task.getJsonObject("description")).isEqualTo(json);
    }

    @Test
    void a_task_may_be_named_by_any_of_its_names() {
        var key = client.made("T");
        var task = client.natively("get_task", "{'task': '%s'}", key);
        for (var name : List.of(
                "'task_id': '" + key + "'",
                "'task_id': '" + key.toLowerCase(java.util.Locale.ROOT) + "'",
                "'task_id': " + task.getLong("id"),
                "'task_id': '" + task.getString("uuid") + "'",
                "'task': '" + key + "'",
                "'id': " + task.getLong("id"))) {
            assertThat(client.call("select_task", "{%s}", name)
                            .getJsonObject("active_task")
                            .getString("task_id"))
                    .as(name)
                    .isEqualTo(key);
        }
    }

    @Test
    void the_audit_has_both_names() {
        var key = client.made("T");
        client.call("get_board", "{}");
        client.call("finish_attempt", "{'attempt_id': %d, 'status': 'aborted'}", started(key));
        client.read("workspace://current/active_task");
        client.error("start_attempt", "{'task_id': 'DEV-404'}");
        assertThat(server.database()
                        .ask("SELECT action || ' ' || alias || ' ' || outcome || ' ' || coalesce(object_key, '-')"
                                + " FROM rota.audit_event WHERE org_id = " + acme.id()
                                + " AND category = 'MCP' ORDER BY id"))
                .containsExactly(
                        "create_task create_task ok DEV-1",
                        "get_board get_board ok -",
                        "claim_task start_attempt ok DEV-1",
                        "finish_attempt finish_attempt ok DEV-1",
                        "read_resource workspace://current/active_task ok -",
                        "claim_task start_attempt not_found -");
    }

    @Test
    void a_call_whose_arguments_are_wrong_leaves_an_event_too() {
        var key = client.made("T");
        for (var wrong : List.of(
                "list_tasks {'status': 'unheard'}",
                "select_task {'task_id': '!'}",
                "update_task {'task_id': '%s', 'version': 1, 'status': 'unheard'}",
                "update_task {'task_id': '%s', 'version': 1, 'priority': 99}",
                "start_attempt {'task_id': '!'}",
                "finish_attempt {'attempt_id': 1, 'status': 'unheard'}")) {
            var call = wrong.split(" ", 2);
            assertThat(client.error(call[0], call[1], key).getString("code"))
                    .as(wrong)
                    .isEqualTo("validation_failed");
            assertThat(server.database()
                            .ask("SELECT alias || ' ' || outcome FROM rota.audit_event WHERE org_id = " + acme.id()
                                    + " ORDER BY id DESC LIMIT 1"))
                    .containsExactly(call[0] + " validation_failed");
        }
    }

    private long started(String key) {
        return client.call("start_attempt", "{'task_id': '%s'}", key).getLong("attempt_id");
    }

    @TestFactory
    Stream<DynamicTest> what_is_written_reads_back_and_what_is_read_changes_nothing() {
        return Seeds.forAll("anytask words", 100, random -> {
            var words = AnyTask.STATUS.words();
            var status = TaskStatus.of(TaskStatus.wires().get(random.nextInt(7)));
            for (var step = 0; step < 10; step++) {
                var word = words.get(random.nextInt(words.size()));
                var before = AnyTask.STATUS.word(status);
                var after = AnyTask.STATUS.shownAs(word).contains(status) ? status : AnyTask.STATUS.meaning(word);
                assertThat(AnyTask.STATUS.word(after)).isEqualTo(word);
                assertThat(word.equals(before)).isEqualTo(after == status);
                status = after;
            }
        });
    }
}
