package dev.rota.task;

import static dev.rota.TestDatabase.await;
import static dev.rota.app.TestCatalogue.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.app.TestCatalogue;
import dev.rota.identity.Caller;
import dev.rota.identity.Restrictions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code get_board}, and the same as values for dialects. */
class BoardTest {
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

    private static List<JsonObject> columns(JsonObject board) {
        return board.getJsonArray("columns").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static List<String> keys(JsonObject column) {
        return column.getJsonArray("tasks").stream()
                .map(task -> ((JsonObject) task).getString("key"))
                .toList();
    }

    @Test
    void statuses_stand_in_life_cycle_order_whether_or_not_there_are_tasks() {
        catalogue.task(agent, "One");
        catalogue.task(agent, "Two");
        catalogue.call(agent, "update_task", "task", "DEV-1", "status", "done");
        var board = columns(catalogue.call(agent, "get_board"));
        assertThat(board)
                .extracting(column -> column.getString("status") + " " + column.getInteger("count"))
                .containsExactly(
                        "backlog 0", "todo 1", "in_progress 0", "in_review 0", "done 1", "failed 0", "cancelled 0");
        assertThat(keys(board.get(1))).containsExactly("DEV-2");
    }

    @Test
    void without_a_project_it_is_of_all_that_the_caller_sees() {
        catalogue.task(agent, "In DEV");
        catalogue.call(agent, "create_task", "title", "In OPS", "project", "OPS");
        assertThat(columns(catalogue.call(agent, "get_board")).get(1).getInteger("count"))
                .isEqualTo(2);
        var ops = catalogue.call(agent, "get_board", "project", "ops");
        assertThat(ops.getString("project")).isEqualTo("OPS");
        assertThat(keys(columns(ops).get(1))).containsExactly("OPS-1");
        var restricted =
                acme.caller(acme.agentToken(new Restrictions(Set.of(acme.ops().id()), false, false)));
        assertThat(keys(columns(catalogue.call(restricted, "get_board")).get(1)))
                .containsExactly("OPS-1");
        assertThat(refusal(() -> catalogue.call(restricted, "get_board", "project", "DEV")))
                .isEqualTo("not_found");
    }

    @Test
    void counts_are_exact_however_few_tasks_are_shown() {
        for (var i = 0; i < 5; i++) {
            catalogue.task(agent, "Task", "priority", i == 3 ? 2 : 0);
        }
        var todo = columns(catalogue.call(agent, "get_board", "limit", 2)).get(1);
        assertThat(todo.getInteger("count")).isEqualTo(5);
        assertThat(keys(todo)).containsExactly("DEV-4", "DEV-5");
    }

    @Test
    void priorities_stand_from_the_highest() {
        catalogue.task(agent, "Urgent", "priority", 2);
        catalogue.task(agent, "Usual");
        assertThat(columns(catalogue.call(agent, "get_board", "group_by", "priority")))
                .extracting(column -> column.getInteger("priority") + " " + column.getInteger("count"))
                .containsExactly("2 1", "1 0", "0 1", "-1 0", "-2 0");
    }

    @Test
    void assignees_stand_by_how_much_they_have_and_nobody_is_an_empty_name() {
        catalogue.task(agent, "A", "assignee", "Zoe");
        catalogue.task(agent, "B", "assignee", "zoe");
        catalogue.task(agent, "C", "assignee", "Zoe");
        catalogue.task(agent, "D", "assignee", "me");
        catalogue.task(agent, "E");
        catalogue.task(agent, "F");
        var board = columns(catalogue.call(agent, "get_board", "group_by", "assignee"));
        assertThat(board)
                .extracting(column -> column.getString("assignee") + " " + column.getInteger("count"))
                .containsExactly("Zoe 3", " 2", "agent of " + acme.slug() + " 1");
    }

    @Test
    void of_more_than_fifty_assignees_the_rest_is_said_to_be_missing() {
        for (var i = 0; i < 51; i++) {
            catalogue.execute("INSERT INTO rota.task (org_id, project_id, key, title, status, assignee, assignee_kind,"
                    + " complexity, complexity_score, created_by_kind, created_by_id, created_by) VALUES (" + acme.id()
                    + ", " + acme.dev().id() + ", 'DEV-" + (100 + i) + "', 'T', 'todo', 'Name " + i
                    + "', 'name', 'medium', 5, 'user', 1, 'x')");
        }
        var board = catalogue.call(agent, "get_board", "group_by", "assignee", "limit", 1);
        assertThat(columns(board)).hasSize(50);
        assertThat(board.getBoolean("truncated")).isTrue();
    }

    @Test
    void a_long_first_column_leaves_the_others_their_share_of_the_cap() {
        catalogue.execute(
                "UPDATE rota.organization SET policy = '{\"max_response_tokens\": 1000}' WHERE id = " + acme.id());
        var careful = acme.agent();
        for (var i = 0; i < 8; i++) {
            catalogue.task(careful, "x".repeat(400), "status", i < 7 ? "backlog" : "done");
        }
        var board = catalogue.call(careful, "get_board");
        assertThat(board.encode().length()).isLessThan(4_000);
        assertThat(board.getBoolean("truncated")).isTrue();
        assertThat(columns(board).get(0).getInteger("count")).isEqualTo(7);
        assertThat(keys(columns(board).get(4))).containsExactly("DEV-8");
    }

    @Test
    void rows_of_several_organizations_say_which_and_a_shared_key_must_be_told_apart() {
        var globex = catalogue.organization();
        catalogue.execute("INSERT INTO rota.membership (org_id, user_id, role) VALUES (" + globex.id() + ", "
                + acme.ownerId() + ", 'member')");
        catalogue.task(agent, "Acme's");
        catalogue.task(globex.agent(), "Globex's");
        var both = acme.owner();
        var todo = columns(catalogue.call(both, "get_board")).get(1).getJsonArray("tasks");
        assertThat(todo.stream().map(task -> ((JsonObject) task).getString("organization")))
                .containsExactlyInAnyOrder(acme.slug(), globex.slug());
        assertThat(refusal(() -> catalogue.call(both, "get_board", "project", "DEV")))
                .isEqualTo("org_required");
        assertThat(keys(columns(catalogue.call(both, "get_board", "project", "DEV", "organization", globex.slug()))
                        .get(1)))
                .containsExactly("DEV-1");
    }

    @Test
    void dialects_get_the_seven_statuses_with_their_tasks_as_values() {
        catalogue.task(agent, "One", "description", "Why");
        catalogue.task(agent, "Two", "status", "in_review");
        var board = new Board();
        var columns = await(catalogue.database().read(agent, tx -> board.columns(tx, agent, "DEV", 1)));
        assertThat(columns).extracting(BoardColumn::status).containsExactly(TaskStatus.values());
        assertThat(columns).extracting(BoardColumn::count).containsExactly(0L, 1L, 0L, 1L, 0L, 0L, 0L);
        assertThat(columns.get(1).tasks().get(0).key()).isEqualTo("DEV-1");
        assertThat(columns.get(1).tasks().get(0).description().text()).isEqualTo("Why");
    }

    @Test
    void a_board_of_nothing_has_its_columns_all_the_same() {
        assertThat(columns(catalogue.call(agent, "get_board"))).hasSize(7);
        assertThat(catalogue.call(agent, "get_board", "group_by", "assignee").getJsonArray("columns"))
                .isEqualTo(new JsonArray());
    }
}
