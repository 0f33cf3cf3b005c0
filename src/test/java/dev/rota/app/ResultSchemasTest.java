package dev.rota.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.json.JsonBytes;
import dev.rota.report.ReportKind;
import dev.rota.task.TaskColumn;
import dev.rota.task.TaskInclude;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Results hold to what {@code schema://tools/{name}} says of them: {@link TestCatalogue#call} compares every one. */
class ResultSchemasTest {
    private static TestCatalogue catalogue;

    @BeforeAll
    static void open() {
        catalogue = new TestCatalogue();
    }

    @AfterAll
    static void close() {
        catalogue.close();
    }

    @Test
    void a_life_of_a_task_with_everything_that_can_be_said_of_it() {
        var acme = catalogue.organization();
        var agent = acme.agent();
        var made = catalogue.call(
                agent,
                "create_tasks",
                new JsonObject(
                        "{\"project\": \"DEV\", \"tasks\": [{\"ref\": \"a\", \"title\": \"Parent\"},"
                                + " {\"title\": \"Child\", \"parent\": \"a\"}, {\"title\": \"Later\", \"depends_on\": [\"a\"]}]}"));
        assertThat(made.getInteger("count")).isEqualTo(3);
        catalogue.call(
                agent,
                "create_task",
                new JsonObject(
                        "{\"project\": \"DEV\", \"title\": \"Full\", \"description\": \"**All**\", \"kind\": \"ai\","
                                + " \"priority\": 2, \"assignee\": \"me\", \"parent\": \"DEV-1\", \"depends_on\": [\"DEV-2\"],"
                                + " \"labels\": [\"x\"], \"acceptance\": [\"done\"], \"due_at\": \"2027-01-01\","
                                + " \"metadata\": {\"a\": 1}, \"request_id\": \"r1\"}"));
        catalogue.call(agent, "update_task", "task", "DEV-2", "status", "done", "add_labels", List.of("y"));
        catalogue.call(agent, "update_task", "task", "DEV-2", "description", "", "assignee", "", "due_at", "");
        catalogue.call(agent, "add_comment", "task", "DEV-4", "body", "A note");
        catalogue.call(agent, "select_task", "task", "DEV-4");
        var attempt = catalogue
                .call(agent, "claim_task", "task", "DEV-4", "notes", "on it")
                .getLong("attempt_id");
        catalogue.call(agent, "claim_task", "task", "DEV-3");
        catalogue.call(agent, "report_progress", "attempt_id", attempt, "percent", 50, "note", "half");
        catalogue.call(agent, "add_artifact", "attempt_id", attempt, "type", "log", "name", "l", "content", "text");
        catalogue.call(agent, "add_artifact", "attempt_id", attempt, "type", "file", "name", "big");
        catalogue.call(
                agent, "log_commit", "task", "DEV-4", "message", "Fix", "hash", "abc", "url", "https://x.example");
        catalogue.call(agent, "ask_human", "attempt_id", attempt, "question", "Which?", "options", List.of("a", "b"));
        catalogue.call(agent, "get_task", "task", "DEV-4", "include", TaskInclude.wires());
        catalogue.call(acme.owner(), "get_task", "task", "DEV-4", "include", TaskInclude.wires());
        catalogue.call(
                agent,
                "finish_attempt",
                new JsonObject("{\"attempt_id\": " + attempt + ", \"status\": \"success\", \"notes\": \"ok\","
                        + " \"model\": \"m\", \"tokens_input\": 1, \"tokens_output\": 2, \"cost_usd\": 0.25,"
                        + " \"wall_clock_ms\": 5}"));
        var rows = catalogue
                .call(agent, "list_tasks", "fields", TaskColumn.wires())
                .getJsonArray("tasks");
        assertThat(rows).hasSize(4);
        catalogue.call(agent, "select_task", "task", "");
        for (var kind : ReportKind.wires()) {
            assertThat(catalogue.call(agent, "get_report", "kind", kind).getString("kind"))
                    .isEqualTo(kind);
        }
        assertThat(catalogue
                        .call(agent, "wait_for_changes", "timeout_seconds", 0)
                        .getString("cursor"))
                .isNotEmpty();
    }

    @Test
    void a_repeated_request_is_answered_as_its_schema_says() {
        var agent = catalogue.organization().agent();
        var request = new JsonObject("{\"project\": \"DEV\", \"title\": \"Once\", \"request_id\": \"same\"}");
        catalogue.call(agent, "create_task", request);
        assertThat(catalogue.call(agent, "create_task", request).getBoolean("duplicate_of_request"))
                .isTrue();
    }

    @Test
    void rows_of_several_organizations_say_which() {
        var acme = catalogue.organization();
        var globex = catalogue.organization();
        catalogue.execute("INSERT INTO rota.membership (org_id, user_id, role) VALUES (" + globex.id() + ", "
                + acme.ownerId() + ", 'member')");
        catalogue.task(acme.agent(), "Acme's");
        catalogue.task(globex.agent(), "Globex's");
        var newest = catalogue.call(acme.owner(), "list_tasks").getJsonArray("tasks");
        assertThat(newest.stream().map(row -> ((JsonObject) row).getString("organization")))
                .containsExactly(globex.slug(), acme.slug());
        var ready = catalogue.call(acme.owner(), "list_tasks", "ready", true).getJsonArray("tasks");
        assertThat(ready.stream().map(row -> ((JsonObject) row).getString("organization")))
                .containsExactlyInAnyOrder(globex.slug(), acme.slug());
    }

    @Test
    void usual_values_of_a_row_go_without_saying() {
        var agent = catalogue.organization().agent();
        catalogue.task(agent, "Usual");
        catalogue.task(agent, "Fix a typo", "priority", -1, "labels", List.of("docs"));
        assertThat(catalogue.call(agent, "list_tasks").getJsonArray("tasks"))
                .isEqualTo(
                        new JsonArray(
                                "[{\"key\":\"DEV-2\",\"title\":\"Fix a typo\",\"status\":\"todo\",\"priority\":-1,"
                                        + "\"labels\":[\"docs\"],\"complexity\":\"simple\"},{\"key\":\"DEV-1\",\"title\":\"Usual\",\"status\":\"todo\"}]"));
    }

    @Test
    void a_result_that_breaks_its_promise_is_found_out() {
        for (var broken : List.of("{}", "{\"comment_id\":1,\"task\":\"DEV-1\",\"version\":1,\"more\":1}")) {
            assertThatThrownBy(() -> ResultSchemas.check("add_comment", JsonBytes.ofEncoded(broken)))
                    .isInstanceOf(AssertionError.class);
        }
    }
}
