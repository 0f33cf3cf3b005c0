package dev.rota.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.app.TestCatalogue;
import dev.rota.identity.Caller;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fields of lists, and tasks that are longer than a response may be (design section 4, "Smaller rulings"). */
class LongRowsTest {
    private static final int CAP = 1_000 * 4;

    private static TestCatalogue catalogue;

    private TestOrganization acme;
    private Caller agent;

    @BeforeAll
    static void open() {
        catalogue = new TestCatalogue();
    }

    @AfterAll
    static void close() {
        catalogue.close();
    }

    @BeforeEach
    void found() {
        acme = catalogue.organization();
        agent = acme.agent();
    }

    private Caller careful() {
        catalogue.execute(
                "UPDATE rota.organization SET policy = '{\"max_response_tokens\": 1000}' WHERE id = " + acme.id());
        return acme.agent();
    }

    /** A task of which every member is as long as can be. */
    private void longTask() {
        var long64 = "x".repeat(64);
        catalogue.task(
                agent,
                "t".repeat(500),
                "description",
                "d".repeat(50_000),
                "acceptance",
                Collections.nCopies(50, "a".repeat(500)),
                "labels",
                java.util.stream.IntStream.range(10, 50)
                        .mapToObj(n -> long64.substring(2) + n)
                        .toList(),
                "metadata",
                new JsonObject().put("m", "m".repeat(20_000)));
        for (var i = 0; i < 20; i++) {
            catalogue.task(agent, "Child ".repeat(20), "parent", "DEV-1");
        }
        catalogue.call(agent, "add_comment", "task", "DEV-1", "body", "c".repeat(20_000));
    }

    @Test
    void a_field_of_a_list_is_what_get_task_says() {
        catalogue.task(agent, "First");
        catalogue.task(agent, "Second", "depends_on", List.of("DEV-1"), "metadata", new JsonObject().put("a", 1));
        catalogue.task(agent, "Child", "parent", "DEV-1");
        catalogue.call(agent, "add_comment", "task", "DEV-1", "body", "A note");
        var attempt = catalogue.call(agent, "claim_task", "task", "DEV-1").getLong("attempt_id");
        catalogue.call(agent, "add_artifact", "attempt_id", attempt, "type", "log", "content", "text");
        catalogue.call(agent, "log_commit", "task", "DEV-1", "message", "Fix", "hash", "abc");
        catalogue.call(agent, "ask_human", "attempt_id", attempt, "question", "Which?");
        for (var caller : List.of(agent, acme.owner())) {
            var row = rows(caller, "DEV-1");
            var task = catalogue.call(caller, "get_task", "task", "DEV-1", "include", TaskInclude.wires());
            row.getJsonObject("claim").remove("retry_after_ms");
            task.getJsonObject("claim").remove("retry_after_ms");
            task.getJsonObject("claim")
                    .put("expires_at", row.getJsonObject("claim").getString("expires_at")); // to the microsecond there
            for (var field : TaskColumn.wires()) {
                if (!field.equals("cost")) {
                    assertThat(row.getValue(field)).as(field).isEqualTo(task.getValue(field));
                }
            }
            assertThat(row.getJsonArray("comments")).hasSize(1);
            assertThat(row.getJsonArray("blocks")).containsExactly("DEV-2");
        }
    }

    private static JsonObject rows(Caller caller, String key) {
        return catalogue.call(caller, "list_tasks", "fields", TaskColumn.wires()).getJsonArray("tasks").stream()
                .map(JsonObject.class::cast)
                .filter(row -> row.getString("key").equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void every_member_of_get_task_can_be_a_field() {
        var members = catalogue
                .readJson(agent, "schema://tools/get_task")
                .getJsonObject("properties")
                .fieldNames();
        for (var name : members) {
            if (!List.of("truncated", "organization").contains(name)) {
                assertThat(catalogue
                                .call(agent, "list_tasks", "fields", List.of(name))
                                .getJsonArray("tasks"))
                        .as(name)
                        .isEqualTo(new JsonArray());
            }
        }
    }

    @Test
    void a_task_longer_than_the_cap_has_its_long_members_cut_and_named() {
        longTask();
        var caller = careful();
        var task = catalogue.call(caller, "get_task", "task", "DEV-1", "include", TaskInclude.wires());
        assertThat(task.encode().length()).isLessThanOrEqualTo(CAP);
        assertThat(task.getString("title")).hasSize(500);
        assertThat(task.getJsonArray("truncated"))
                .contains("description", "acceptance", "metadata", "comments", "subtasks");
        assertThat(task.getString("description")).matches("d+");
    }

    @Test
    void a_row_longer_than_the_cap_by_itself_is_cut_and_the_list_goes_on() {
        longTask();
        var caller = careful();
        var page = catalogue.call(
                caller,
                "list_tasks",
                "limit",
                1,
                "labels",
                List.of("x".repeat(62) + "10"),
                "fields",
                List.of("description", "comments", "metadata"));
        assertThat(page.encode().length()).isLessThanOrEqualTo(CAP);
        var row = page.getJsonArray("tasks").getJsonObject(0);
        assertThat(row.getString("key")).isEqualTo("DEV-1");
        assertThat(row.getJsonArray("truncated")).containsExactlyInAnyOrder("description", "comments", "metadata");
        assertThat(catalogue.readJson(caller, "task://DEV-1/deps").getString("task"))
                .isEqualTo("DEV-1");
    }
}
