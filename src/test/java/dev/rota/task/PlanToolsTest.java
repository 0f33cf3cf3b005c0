package dev.rota.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.app.ResultSchemas;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code update_tasks}, {@code link_tasks} and {@code delete_task} as agents call them. */
class PlanToolsTest {
    private static TestServer server;

    private TestOrganization acme;
    private OpaqueToken token;

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
        token = acme.agentToken(Restrictions.NONE);
    }

    /** The answer of a tool that does what it is asked to, held to its schema. */
    @CanIgnoreReturnValue
    private JsonObject call(String tool, JsonObject arguments) {
        var answer = server.tool(token, tool, arguments);
        assertThat(answer.json().getJsonObject("result").getBoolean("isError", false))
                .as(answer.body())
                .isFalse();
        ResultSchemas.check(tool, JsonBytes.of(answer.tool()));
        return answer.tool();
    }

    private JsonObject refused(String tool, JsonObject arguments) {
        return server.tool(token, tool, arguments).tool().getJsonObject("error");
    }

    private void make(String title, String parent, String... dependsOn) {
        var task = new JsonObject().put("title", title).put("project", "DEV");
        if (!parent.isEmpty()) {
            task.put("parent", parent);
        }
        assertThat(call("create_task", task.put("depends_on", texts(dependsOn)))
                        .getJsonObject("task")
                        .getString("key"))
                .startsWith("DEV-");
    }

    private static JsonArray texts(String... values) {
        return new JsonArray(List.of(values));
    }

    private static JsonObject task(String key) {
        return new JsonObject().put("task", key);
    }

    private JsonObject read(String key) {
        return call("get_task", task(key));
    }

    private List<String> ready() {
        return call("list_tasks", new JsonObject().put("ready", true)).getJsonArray("tasks").stream()
                .map(row -> ((JsonObject) row).getString("key"))
                .toList();
    }

    private String status(String key) {
        return read(key).getString("status");
    }

    @Test
    void one_change_reaches_all_tasks_and_tells_what_it_unblocked() {
        make("one", "");
        make("two", "");
        make("after both", "", "DEV-1", "DEV-2");
        var done = call(
                "update_tasks",
                new JsonObject()
                        .put("tasks", texts("DEV-2", "DEV-1"))
                        .put("status", "done")
                        .put("priority", 2)
                        .put("add_labels", texts("swept")));
        assertThat(done.getJsonArray("updated").stream()
                        .map(row ->
                                ((JsonObject) row).getString("key") + " " + ((JsonObject) row).getInteger("version")))
                .containsExactly("DEV-2 2", "DEV-1 2");
        assertThat(done.getJsonArray("unblocked")).containsExactly("DEV-3");
        assertThat(read("DEV-1").getJsonArray("labels")).containsExactly("swept");
    }

    @Test
    void one_task_that_cannot_follow_keeps_all_as_they_are_and_is_named() {
        make("one", "");
        make("two", "");
        call("update_task", task("DEV-2").put("status", "done"));
        var error = refused(
                "update_tasks",
                new JsonObject().put("tasks", texts("DEV-1", "DEV-2")).put("status", "in_progress"));
        assertThat(error.getString("code")).isEqualTo("invalid_transition");
        assertThat(error.getString("message")).contains("tasks[1]").contains("DEV-2");
        assertThat(error.getJsonArray("accepted")).containsExactly("todo", "backlog");
        assertThat(status("DEV-1")).isEqualTo("todo");

        var missing = refused(
                "update_tasks",
                new JsonObject().put("tasks", texts("DEV-1", "DEV-99")).put("priority", 1));
        assertThat(missing.getString("code")).isEqualTo("not_found");
        assertThat(missing.getString("message")).contains("tasks[1]");
        assertThat(read("DEV-1").getInteger("version")).isEqualTo(1);
    }

    @Test
    void a_task_named_twice_is_changed_once_and_a_repetition_changes_nothing() {
        make("one", "");
        var change = new JsonObject()
                .put("tasks", texts("DEV-1", read("DEV-1").getString("uuid"), "dev-1"))
                .put("priority", 1);
        var first = call("update_tasks", change.copy().put("request_id", "r1"));
        assertThat(first.getJsonArray("updated")).hasSize(1);
        assertThat(call("update_tasks", change.copy().put("request_id", "r1")).getBoolean("duplicate_of_request"))
                .isTrue();
        assertThat(call("update_tasks", change)).isEqualTo(first);
        assertThat(read("DEV-1").getInteger("version")).isEqualTo(2);
    }

    @Test
    void more_than_fifty_tasks_or_none_are_refused() {
        make("one", "");
        var many = new JsonArray();
        for (var n = 0; n < 51; n++) {
            many.add("DEV-1");
        }
        assertThat(refused("update_tasks", new JsonObject().put("tasks", many)).getString("field"))
                .isEqualTo("tasks");
        assertThat(refused("update_tasks", new JsonObject().put("tasks", new JsonArray()))
                        .getString("field"))
                .isEqualTo("tasks");
    }

    @Test
    void several_tasks_move_below_another_but_not_below_themselves() {
        make("epic", "");
        make("one", "");
        make("two", "");
        call(
                "update_tasks",
                new JsonObject().put("tasks", texts("DEV-2", "DEV-3")).put("parent", "DEV-1"));
        assertThat(read("DEV-1").getJsonArray("subtasks")).hasSize(2);
        var circle = refused(
                "update_tasks", new JsonObject().put("tasks", texts("DEV-1")).put("parent", "DEV-3"));
        assertThat(circle.getString("code")).isEqualTo("cycle");
    }

    @Test
    void a_subtree_that_would_reach_too_deep_does_not_move() {
        make("1", "");
        for (var n = 2; n <= 7; n++) {
            make("level " + n, "DEV-" + (n - 1));
        }
        make("root of three", "");
        make("middle", "DEV-8");
        make("leaf", "DEV-9");
        var error = refused("update_task", task("DEV-8").put("parent", "DEV-6"));
        assertThat(error.getString("code")).isEqualTo("limit_exceeded");
        assertThat(error.getString("field")).isEqualTo("parent");
        call("update_task", task("DEV-8").put("parent", "DEV-5"));
        assertThat(read("DEV-8").getString("parent")).isEqualTo("DEV-5");
    }

    @Test
    void links_are_added_and_removed_together_and_show_at_both_ends() {
        for (var n = 1; n <= 4; n++) {
            make("task " + n, "");
        }
        call("link_tasks", task("DEV-1").put("add", texts("DEV-2")));
        var changed =
                call("link_tasks", task("DEV-1").put("add", texts("DEV-3")).put("remove", texts("DEV-2")));
        assertThat(changed.getJsonArray("depends_on")).containsExactly("DEV-3");
        assertThat(read("DEV-3").getJsonArray("blocks")).containsExactly("DEV-1");

        call("link_tasks", task("DEV-1").put("type", "related").put("add", texts("DEV-4")));
        var other = call("link_tasks", task("DEV-4").put("type", "related").put("add", texts("DEV-1", "DEV-2")));
        assertThat(other.getJsonArray("related")).containsExactly("DEV-1", "DEV-2");
        var apart = call("link_tasks", task("DEV-4").put("type", "related").put("remove", texts("DEV-1")));
        assertThat(apart.getJsonArray("related")).containsExactly("DEV-2");
        assertThat(call("link_tasks", task("DEV-1").put("type", "related").put("remove", texts("DEV-4")))
                        .getJsonArray("related"))
                .isEmpty();
        assertThat(call("get_task", task("DEV-1").put("include", texts("history")))
                        .getJsonArray("history")
                        .encode())
                .contains("linked", "depends_on");
        assertThat(read("DEV-1").getInteger("version")).isEqualTo(1);
    }

    @Test
    void a_circle_of_dependencies_is_refused_and_the_way_told() {
        make("one", "");
        make("two", "", "DEV-1");
        make("three", "", "DEV-2");
        var error = refused("link_tasks", task("DEV-1").put("add", texts("DEV-3")));
        assertThat(error.getString("code")).isEqualTo("cycle");
        assertThat(error.getJsonArray("path")).containsExactly("DEV-1", "DEV-3", "DEV-2", "DEV-1");
        assertThat(ready()).containsExactly("DEV-1");
        assertThat(refused("link_tasks", task("DEV-1").put("add", texts("DEV-1")))
                        .getString("code"))
                .isEqualTo("validation_failed");
    }

    @Test
    void a_task_has_one_original_until_that_is_removed() {
        for (var n = 1; n <= 3; n++) {
            make("task " + n, "");
        }
        var duplicate = task("DEV-1").put("type", "duplicate_of");
        assertThat(call("link_tasks", duplicate.copy().put("add", texts("DEV-2")))
                        .getString("duplicate_of"))
                .isEqualTo("DEV-2");
        assertThat(refused("link_tasks", duplicate.copy().put("add", texts("DEV-3")))
                        .getString("code"))
                .isEqualTo("validation_failed");
        assertThat(refused(
                                "link_tasks",
                                task("DEV-2").put("type", "duplicate_of").put("add", texts("DEV-1")))
                        .getString("code"))
                .isEqualTo("cycle");
        assertThat(call(
                                "link_tasks",
                                duplicate.copy().put("add", texts("DEV-3")).put("remove", texts("DEV-2")))
                        .getString("duplicate_of"))
                .isEqualTo("DEV-3");
        call("delete_task", task("DEV-3"));
        assertThat(call("link_tasks", duplicate.copy().put("add", texts("DEV-2")))
                        .getString("duplicate_of"))
                .isEqualTo("DEV-2");
    }

    @Test
    void links_need_something_to_do_and_tasks_that_exist() {
        make("one", "");
        assertThat(refused("link_tasks", task("DEV-1")).getString("field")).isEqualTo("add");
        var missing = refused("link_tasks", task("DEV-1").put("add", texts("DEV-1234")));
        assertThat(missing.getString("code")).isEqualTo("not_found");
        assertThat(missing.getString("message")).contains("add[0]");
    }

    @Test
    void a_deleted_task_is_nowhere_and_blocks_nobody_until_it_is_restored() {
        make("one", "");
        make("after", "", "DEV-1");
        assertThat(ready()).containsExactly("DEV-1");
        var gone = call("delete_task", task("DEV-1"));
        assertThat(gone.getString("trashed_until")).isNotEmpty();
        assertThat(call("delete_task", task("DEV-1"))).isEqualTo(gone);
        assertThat(ready()).containsExactly("DEV-2");
        for (var tool : List.of("get_task", "update_task", "claim_task", "select_task")) {
            assertThat(refused(tool, task("DEV-1")).getString("code")).as(tool).isEqualTo("not_found");
        }
        assertThat(refused("link_tasks", task("DEV-2").put("remove", texts("DEV-1")))
                        .getString("code"))
                .isEqualTo("not_found");
        assertThat(refused(
                                "create_task",
                                new JsonObject()
                                        .put("title", "child")
                                        .put("project", "DEV")
                                        .put("parent", "DEV-1"))
                        .getString("code"))
                .isEqualTo("not_found");

        var back = call("delete_task", task("DEV-1").put("restore", true));
        assertThat(back.getBoolean("restored")).isTrue();
        assertThat(call("delete_task", task("DEV-1").put("restore", true))).isEqualTo(back);
        assertThat(ready()).containsExactly("DEV-1");
        assertThat(call("get_task", task("DEV-1").put("include", texts("history")))
                        .getJsonArray("history")
                        .encode())
                .contains("trashed", "restored");
    }

    @Test
    void a_claimed_task_is_not_deleted_by_its_holder_either() {
        make("one", "");
        var attempt = call("claim_task", task("DEV-1")).getLong("attempt_id");
        var error = refused("delete_task", task("DEV-1"));
        assertThat(error.getString("code")).isEqualTo("already_claimed");
        assertThat(error.getLong("retry_after_ms")).isPositive();
        call("finish_attempt", new JsonObject().put("attempt_id", attempt).put("status", "aborted"));
        assertThat(call("delete_task", task("DEV-1")).containsKey("trashed_until"))
                .isTrue();
    }

    @Test
    void a_task_with_open_subtasks_is_not_deleted_and_they_are_named() {
        make("parent", "");
        make("open", "DEV-1");
        make("finished", "DEV-1");
        call("update_task", task("DEV-3").put("status", "done"));
        var error = refused("delete_task", task("DEV-1"));
        assertThat(error.getString("code")).isEqualTo("blocked");
        assertThat(error.getJsonArray("subtasks")).containsExactly("DEV-2");
        call("delete_task", task("DEV-2"));
        call("delete_task", task("DEV-1"));
        assertThat(read("DEV-3").containsKey("parent")).isFalse();
        call("delete_task", task("DEV-1").put("restore", true));
        assertThat(read("DEV-3").getString("parent")).isEqualTo("DEV-1");
    }

    @Test
    void links_made_meanwhile_keep_a_task_in_the_trash_that_would_close_a_circle() {
        make("one", "");
        make("two", "", "DEV-1");
        make("three", "", "DEV-2");
        call("delete_task", task("DEV-2"));
        call("link_tasks", task("DEV-1").put("add", texts("DEV-3")));
        var error = refused("delete_task", task("DEV-2").put("restore", true));
        assertThat(error.getString("code")).isEqualTo("cycle");
        assertThat(error.getJsonArray("path")).containsExactly("DEV-2", "DEV-1", "DEV-3", "DEV-2");
        assertThat(refused("get_task", task("DEV-2")).getString("code")).isEqualTo("not_found");
    }

    @Test
    void only_who_may_delete_sees_and_calls_the_tool() {
        make("one", "");
        var writer = acme.issue(
                OpaqueToken.Kind.ORG,
                acme.ownerId(),
                null,
                Restrictions.NONE,
                Set.of(Scope.TASKS_WRITE, Scope.TASKS_READ),
                "mcp");
        var answer = server.tool(writer, "delete_task", task("DEV-1"));
        assertThat(answer.body()).contains("insufficient_scope");
        assertThat(status("DEV-1")).isEqualTo("todo");
    }

    @Test
    void another_organizations_tasks_are_not_found() {
        make("one", "");
        var globex = server.organization();
        var other = globex.agentToken(Restrictions.NONE);
        var uuid = read("DEV-1").getString("uuid");
        for (var call :
                List.of(task(uuid).put("add", texts(uuid)), task(uuid), new JsonObject().put("tasks", texts(uuid)))) {
            var tool =
                    call.containsKey("add") ? "link_tasks" : call.containsKey("tasks") ? "update_tasks" : "delete_task";
            assertThat(server.tool(other, tool, call)
                            .tool()
                            .getJsonObject("error")
                            .getString("code"))
                    .as(tool)
                    .isEqualTo("not_found");
        }
    }

    @Test
    void x6_more_than_twenty_tasks_changed_within_a_minute_are_told_once() throws Exception {
        var many = new JsonArray();
        for (var n = 1; n <= 22; n++) {
            many.add(new JsonObject().put("title", "task " + n));
        }
        call("create_tasks", new JsonObject().put("project", "DEV").put("tasks", many));
        var keys = call("list_tasks", new JsonObject().put("limit", 22)).getJsonArray("tasks").stream()
                .map(row -> ((JsonObject) row).getString("key"))
                .toList();
        for (var priority = 0; priority < 2; priority++) { // the same tasks again are no more tasks
            call(
                    "update_tasks",
                    new JsonObject()
                            .put("tasks", new JsonArray(keys.subList(0, 20)))
                            .put("priority", priority + 1));
        }
        assertThat(alerts()).isZero();
        call("update_task", task(keys.get(20)).put("priority", 1));
        assertThat(alerts()).isEqualTo(1);
        call("update_tasks", new JsonObject().put("tasks", new JsonArray(keys)).put("priority", -1));
        assertThat(alerts()).isEqualTo(1);
    }

    private int alerts() throws SQLException {
        try (var connection = server.database().superuser();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT count(*) FROM rota.audit_event WHERE action = 'mass_change' AND org_id = "
                                + acme.id())) {
            assertThat(rows.next()).isTrue();
            return rows.getInt(1);
        }
    }
}
