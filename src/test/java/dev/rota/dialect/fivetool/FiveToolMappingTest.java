package dev.rota.dialect.fivetool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Catalogue section 9 for the five-tool endpoint: nothing is lost between its values and ours. */
class FiveToolMappingTest {
    private static TestServer server;

    private TestOrganization acme;
    private FiveToolClient client;

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
        client = FiveToolClient.agent(server, acme);
    }

    private JsonObject natively(String tool, JsonObject arguments) {
        return FiveToolClient.succeeded(server.tool(client.token(), tool, arguments));
    }

    private JsonObject natively(long id) {
        return natively("get_task", new JsonObject().put("task", id));
    }

    /** A task with a status that the dialect may have no word for. */
    private long in(String status) {
        return natively("create_task", new JsonObject("{\"title\":\"T\",\"project\":\"DEV\"}").put("status", status))
                .getJsonObject("task")
                .getLong("id");
    }

    @ParameterizedTest
    @CsvSource({
        "backlog, TODO",
        "todo, TODO",
        "in_progress, IN_PROGRESS",
        "in_review, IN_PROGRESS",
        "done, DONE",
        "failed, CANCELLED",
        "cancelled, CANCELLED"
    })
    void a_write_of_what_is_shown_already_changes_nothing(String status, String shown) {
        var id = in(status);
        var before = client.task("get_task", "{'taskId': %d}", id);
        assertThat(before.getString("status")).isEqualTo(shown);
        assertThat(before.getString("nativeStatus")).isEqualTo(status);
        client.task("update_task", "{'taskId': %d, 'status': '%s'}", id, shown);
        assertThat(client.task("get_task", "{'taskId': %d}", id)).isEqualTo(before);
        assertThat(natively(id).getInteger("version")).isEqualTo(1);
        assertThat(client.list("{'status': '%s'}", shown).stream().map(task -> task.getLong("id")))
                .contains(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TODO", "IN_PROGRESS", "DONE", "CANCELLED"})
    void what_is_written_is_read_back(String status) {
        var id = client.made("T");
        assertThat(client.task("update_task", "{'taskId': %d, 'status': '%s'}", id, status)
                        .getString("status"))
                .isEqualTo(status);
        assertThat(client.task("create_task", "{'title': 'T', 'status': '%s'}", status)
                        .getString("status"))
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "in_progress, IN_PROGRESS",
        "In-Progress, IN_PROGRESS",
        "inprogress, IN_PROGRESS",
        "in progress, IN_PROGRESS",
        "canceled, CANCELLED",
        "Cancelled, CANCELLED",
        "to-do, TODO",
        "done, DONE"
    })
    void spellings_do_not_matter(String written, String shown) {
        assertThat(client.task("create_task", "{'title': 'T', 'status': '%s'}", written)
                        .getString("status"))
                .isEqualTo(shown);
    }

    @Test
    void other_words_are_refused_with_those_that_there_are() {
        var error = client.error("list_tasks", "{'status': 'backlog'}");
        assertThat(error.getString("field")).isEqualTo("status");
        assertThat(error.getJsonArray("accepted")).containsExactly("TODO", "IN_PROGRESS", "DONE", "CANCELLED");
        assertThat(error.getJsonArray("accepted")).isEqualTo(new JsonArray(FiveTool.STATUS.words()));
    }

    @Test
    void a_finished_task_is_reopened_first_and_the_refusal_says_so_in_the_dialects_words() {
        var error = client.error("update_task", "{'taskId': %d, 'status': 'IN_PROGRESS'}", in("done"));
        assertThat(error.getString("code")).isEqualTo("invalid_transition");
        assertThat(error.getJsonArray("accepted")).containsExactly("TODO");
    }

    @Test
    void a_no_op_status_beside_a_real_change_changes_only_that() {
        var id = in("in_review");
        var task = client.task("update_task", "{'taskId': %d, 'status': 'IN_PROGRESS', 'title': 'New'}", id);
        assertThat(task.getString("title")).isEqualTo("New");
        assertThat(task.getString("nativeStatus")).isEqualTo("in_review");
    }

    @Test
    void a_task_may_be_named_by_any_of_its_names() {
        var id = client.made("T");
        var key = natively(id).getString("key");
        var uuid = natively(id).getString("uuid");
        for (var name : List.of(
                "'taskId': " + id,
                "'taskId': '" + id + "'",
                "'taskId': '" + key + "'",
                "'taskId': '" + key.toLowerCase(java.util.Locale.ROOT) + "'",
                "'taskId': '" + uuid + "'",
                "'taskId': " + id + ".0",
                "'id': " + id,
                "'task_id': " + id)) {
            assertThat(client.task("get_task", "{%s}", name).getLong("id"))
                    .as(name)
                    .isEqualTo(id);
            assertThat(client.task("update_task", "{%s, 'title': 'U'}", name).getLong("id"))
                    .as(name)
                    .isEqualTo(id);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "[1]", "{}", "'not a name'", "0", "-1", "1.5", "99999999999999999999", "''"})
    void what_can_name_no_task_is_an_error_of_the_dialects_argument(String value) {
        var error = client.error("get_task", "{'taskId': %s}", value);
        assertThat(error.getString("code")).isEqualTo("validation_failed");
        assertThat(error.getString("field")).isEqualTo("taskId");
        assertThat(error.getString("message")).startsWith("'taskId' ");
    }

    @Test
    void unknown_arguments_are_refused_naming_the_dialects_own() {
        var error = client.error("update_task", "{'taskId': 1, 'priority': 2}");
        assertThat(error.getString("field")).isEqualTo("priority");
        assertThat(error.getJsonArray("accepted"))
                .containsExactly("taskId", "title", "description", "status", "assignee", "completedAt");
    }

    @Test
    void the_audit_has_both_names() {
        var id = client.made("T");
        client.call("list_organizations", "{}");
        client.call("list_tasks", "{}");
        client.call("get_task", "{'taskId': %d}", id);
        client.task("update_task", "{'taskId': %d, 'title': 'U'}", id);
        client.error("get_task", "{'taskId': 'no name'}");
        client.error("get_task", "{'taskId': 999999999}");
        client.error("create_task", "{}");
        assertThat(server.database()
                        .ask(
                                "SELECT action || ' ' || coalesce(alias, '-') || ' ' || outcome || ' ' || coalesce(object_key, '-')"
                                        + " FROM rota.audit_event WHERE org_id = " + acme.id()
                                        + " AND category = 'MCP' ORDER BY id"))
                .containsExactly(
                        "create_task create_task ok DEV-1",
                        "get_context list_organizations ok -",
                        "list_tasks list_tasks ok -",
                        "get_task get_task ok DEV-1",
                        "update_task update_task ok DEV-1",
                        "get_task get_task validation_failed -",
                        "get_task get_task not_found -",
                        "create_task create_task validation_failed -");
    }

    @Test
    void a_repeated_request_makes_one_task_and_never_answers_in_another_form() {
        var first = client.call("create_task", "{'title': 'Once', 'project': 'DEV', 'request_id': 'r'}");
        var again = client.call("create_task", "{'title': 'Once', 'project': 'DEV', 'request_id': 'r'}");
        assertThat(again.getJsonObject("task")).isEqualTo(first.getJsonObject("task"));
        assertThat(again.getBoolean("duplicate_of_request")).isTrue();
        var elsewhere = server.tool(
                client.token(),
                "create_task",
                new JsonObject("{\"title\":\"Once\",\"project\":\"DEV\",\"request_id\":\"r\"}"));
        assertThat(elsewhere.tool().getJsonObject("error").getString("code")).isEqualTo("idempotency_mismatch");
        assertThat(client.list("{}")).hasSize(1);
    }

    @Test
    void an_organization_that_requires_versions_needs_none_here_and_compares_one_that_is_sent() {
        server.database()
                .execute("UPDATE rota.organization SET policy = '{\"require_version\": true}' WHERE id = " + acme.id());
        var id = client.made("T");
        assertThat(client.task("update_task", "{'taskId': %d, 'title': 'U'}", id)
                        .getString("title"))
                .isEqualTo("U");
        assertThat(client.error("update_task", "{'taskId': %d, 'title': 'V', 'if_version': 1}", id)
                        .getString("code"))
                .isEqualTo("version_conflict");
        assertThat(client.task("update_task", "{'taskId': %d, 'title': 'V', 'if_version': 2}", id)
                        .getString("title"))
                .isEqualTo("V");
    }
}
