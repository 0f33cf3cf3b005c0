package dev.rota.dialect.workx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.Seeds;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.task.TaskStatus;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
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

/** Catalogue section 9 for WORK-X: nothing is lost between its values and ours, and its steps are its own. */
class WorkXMappingTest {
    private static TestServer server;

    private TestOrganization acme;
    private OpaqueToken agent;
    private WorkXClient org;

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
        agent = acme.agentToken(Restrictions.NONE);
        org = WorkXClient.org(server, acme);
    }

    private String in(String status) {
        return server.tool(
                        agent,
                        "create_task",
                        new JsonObject("{\"title\":\"T\",\"project\":\"DEV\"}").put("status", status))
                .tool()
                .getJsonObject("task")
                .getString("key");
    }

    private JsonObject natively(String key) {
        return server.tool(agent, "get_task", new JsonObject().put("task", key)).tool();
    }

    @ParameterizedTest
    @CsvSource({
        "backlog, TODO",
        "todo, TODO",
        "in_progress, IN_PROGRESS",
        "in_review, IN_REVIEW",
        "done, DONE",
        "failed, CANCELLED",
        "cancelled, CANCELLED"
    })
    void a_write_of_what_is_shown_already_changes_nothing(String status, String shown) {
        var key = in(status);
        var before = org.task("getTask", "{'taskId': '%s'}", key);
        assertThat(before.getString("status")).isEqualTo(shown);
        assertThat(before.getString("nativeStatus")).isEqualTo(status);
        for (var tool : List.of("updateTaskStatus", "updateTask")) {
            org.task(tool, "{'taskId': '%s', 'status': '%s'}", key, shown);
        }
        assertThat(org.task("getTask", "{'taskId': '%s'}", key)).isEqualTo(before);
        assertThat(natively(key).getInteger("version")).isEqualTo(1);
        assertThat(org.list("listTasks", "{'status': '%s'}", shown)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TODO", "IN_PROGRESS", "IN_REVIEW", "DONE", "CANCELLED"})
    void what_is_written_is_read_back(String status) {
        assertThat(org.task("updateTask", "{'taskId': '%s', 'status': '%s'}", in("backlog"), status)
                        .getString("status"))
                .isEqualTo(status);
    }

    /** Catalogue section 9: any move forward along the line, and one step back. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    backlog     | IN_PROGRESS IN_REVIEW DONE
                    todo        | IN_PROGRESS IN_REVIEW DONE
                    in_progress | TODO IN_REVIEW DONE
                    in_review   | IN_PROGRESS DONE
                    done        | IN_REVIEW
                    failed      | TODO
                    cancelled   | TODO
                    """)
    void update_task_status_takes_the_steps_of_that_system(String from, String steps) {
        var allowed = List.of(steps.split(" ", -1));
        var shown = WorkX.STATUS.word(TaskStatus.of(from));
        for (var to : WorkX.STATUS.words()) {
            var key = in(from);
            if (allowed.contains(to) || to.equals(shown)) {
                assertThat(org.task("updateTaskStatus", "{'taskId': '%s', 'status': '%s'}", key, to)
                                .getString("status"))
                        .isEqualTo(to);
            } else {
                var error = org.error("updateTaskStatus", "{'taskId': '%s', 'status': '%s'}", key, to);
                assertThat(error.getString("code")).as(from + " to " + to).isEqualTo("invalid_transition");
                assertThat(error.getString("field")).isEqualTo("status");
                assertThat(error.getJsonArray("accepted")).isEqualTo(new JsonArray(allowed));
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> what_is_written_reads_back_and_what_is_read_changes_nothing() {
        return Seeds.forAll("words", 100, random -> {
            var status = TaskStatus.of(TaskStatus.wires().get(random.nextInt(7)));
            for (var step = 0; step < 10; step++) {
                var words = WorkX.STATUS.words();
                var word = words.get(random.nextInt(words.size()));
                var after = WorkX.STATUS.shownAs(word).contains(status) ? status : WorkX.STATUS.meaning(word);
                assertThat(WorkX.STATUS.word(after)).isEqualTo(word);
                assertThat(word.equals(WorkX.STATUS.word(status))).isEqualTo(after == status);
                status = after;
            }
        });
    }

    @Test
    void a_finished_task_that_steps_back_is_not_finished() {
        var key = in("in_review");
        org.task("updateTaskStatus", "{'taskId': '%s', 'status': 'DONE'}", key);
        assertThat(natively(key).containsKey("completed_at")).isTrue();
        org.task("updateTaskStatus", "{'taskId': '%s', 'status': 'IN_REVIEW'}", key);
        assertThat(natively(key).containsKey("completed_at")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"in_progress", "In-Progress", "inprogress", "in progress"})
    void spellings_do_not_matter(String written) {
        assertThat(org.task("updateTaskStatus", "{'taskId': '%s', 'status': '%s'}", in("todo"), written)
                        .getString("status"))
                .isEqualTo("IN_PROGRESS");
    }

    @Test
    void other_words_are_refused_with_those_that_there_are() {
        var error = org.error("updateTaskStatus", "{'taskId': 'DEV-1', 'status': 'BLOCKED'}");
        assertThat(error.getString("code")).isEqualTo("validation_failed");
        assertThat(error.getString("field")).isEqualTo("status");
        assertThat(error.getJsonArray("accepted")).isEqualTo(new JsonArray(WorkX.STATUS.words()));
    }

    @Test
    void a_task_may_be_named_by_any_of_its_names() {
        var key = in("todo");
        var task = natively(key);
        var uuid = task.getString("uuid");
        for (var name : List.of(
                "'taskId': '" + uuid + "'",
                "'taskId': " + task.getLong("id"),
                "'taskId': '" + key + "'",
                "'task_id': '" + key.toLowerCase(Locale.ROOT) + "'",
                "'task': '" + key + "'",
                "'id': '" + uuid + "'")) {
            assertThat(org.task("getTask", "{%s}", name).getString("id"))
                    .as(name)
                    .isEqualTo(uuid);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "", "0", "a b"})
    void what_can_name_no_task_is_an_error_of_the_dialects_argument(String value) {
        var error = org.error("getTask", "{'taskId': '%s'}", value);
        assertThat(error.getString("code")).isEqualTo("validation_failed");
        assertThat(error.getString("field")).isEqualTo("taskId");
        assertThat(error.getString("message")).startsWith("'taskId' ");
    }

    @Test
    void unknown_arguments_are_refused_naming_its_own() {
        var error = org.error("updateTask", "{'taskId': 'DEV-1', 'color': 'red'}");
        assertThat(error.getString("field")).isEqualTo("color");
        assertThat(error.getJsonArray("accepted")).containsExactly("taskId", "status", "priority", "assignee", "title");
    }

    @Test
    void a_commit_takes_the_natural_spellings_and_refuses_what_is_too_long() {
        var key = in("todo");
        for (var name : List.of("commitHash", "commit_hash", "hash")) {
            assertThat(org.call("createCommitEntry", "{'taskId': '%s', 'message': 'm', '%s': 'abc'}", key, name)
                            .getJsonObject("commit")
                            .getString("commitHash"))
                    .isEqualTo("abc");
        }
        var error = org.error(
                "createCommitEntry", "{'taskId': '%s', 'message': 'm', 'commitHash': '%s'}", key, "f".repeat(101));
        assertThat(error.getString("field")).isEqualTo("commitHash");
        assertThat(error.getString("message")).startsWith("'commitHash'");
    }

    @Test
    void a_repeated_commit_is_logged_once() {
        var key = in("todo");
        var first = org.call("createCommitEntry", "{'taskId': '%s', 'message': 'm', 'request_id': 'r'}", key);
        var again = org.call("createCommitEntry", "{'taskId': '%s', 'message': 'm', 'request_id': 'r'}", key);
        assertThat(again.getJsonObject("commit")).isEqualTo(first.getJsonObject("commit"));
        assertThat(again.getBoolean("duplicate_of_request")).isTrue();
    }

    @Test
    void a_long_description_is_cut_and_named_and_so_are_comments() {
        var key = in("todo");
        server.tool(agent, "update_task", new JsonObject().put("task", key).put("description", "d".repeat(60_000)));
        server.tool(agent, "add_comment", new JsonObject().put("task", key).put("body", "c".repeat(60_000)));
        var answer = org.send("getTask", "{'taskId': '%s'}", key);
        var task = answer.tool().getJsonObject("task");
        assertThat(task.getJsonArray("truncated")).containsExactly("comments", "description");
        assertThat(task.getJsonArray("comments")).isEmpty();
        assertThat(task.getString("description")).hasSizeGreaterThan(1_000);
        assertThat(task.encode().length()).isLessThan(32_000);
    }

    @Test
    void a_list_says_where_there_are_more() {
        server.database()
                .execute("INSERT INTO rota.task (org_id, project_id, key, title, status, complexity, complexity_score,"
                        + " created_by_kind, created_by_id, created_by) SELECT " + acme.id() + ", "
                        + acme.dev().id() + ", 'DEV-' || n, 'T', 'todo', 'simple', 1, 'user', 1, 'x'"
                        + " FROM generate_series(101, 201) n");
        server.database()
                .execute("UPDATE rota.organization SET policy = '{\"max_response_tokens\": 20000,"
                        + " \"calls_per_minute\": 1000000}' WHERE id = " + acme.id());
        var answer = org.call("listTasks", "{}");
        assertThat(answer.getJsonArray("tasks")).hasSize(100);
        assertThat(answer.getBoolean("truncated")).isTrue();
        server.database()
                .execute("UPDATE rota.task SET trashed_at = now() WHERE key = 'DEV-101' AND org_id = " + acme.id());
        assertThat(org.call("listTasks", "{}").containsKey("truncated")).isFalse();
    }
}
