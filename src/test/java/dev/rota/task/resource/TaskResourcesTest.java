package dev.rota.task.resource;

import static dev.rota.app.TestCatalogue.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.app.TestCatalogue;
import dev.rota.identity.Caller;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TaskResourcesTest {
    private static final List<String> OF_A_TASK = List.of("task://%s/spec", "task://%s/deps", "task://%s/history");

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

    private static List<String> keys(JsonObject json, String list) {
        return json.getJsonArray(list).stream()
                .map(item -> ((JsonObject) item).getString("key"))
                .toList();
    }

    /** More history than one credential's budget of calls would make. */
    private void addEvents(String key, int count) {
        catalogue.execute("INSERT INTO rota.task_event (org_id, task_id, type, version, actor_kind, actor_id, actor)"
                + " SELECT t.org_id, t.id, 'updated', n + 1, 'user', 1, 'Olga' FROM rota.task t, generate_series(1, "
                + count + ") n WHERE t.org_id = " + acme.id() + " AND t.key = '" + key + "' ORDER BY n");
    }

    @Test
    void a_specification_is_markdown_to_read_and_json_to_use() {
        var parent = catalogue.task(agent, "The whole");
        var first = catalogue.task(agent, "Comes first");
        var key = catalogue.task(
                agent,
                "Fix the login",
                "description",
                "It *fails*.",
                "parent",
                parent,
                "depends_on",
                List.of(first),
                "labels",
                List.of("auth"),
                "acceptance",
                List.of("One can log in"));
        var items = catalogue.read(agent, "task://" + key + "/spec");
        assertThat(items)
                .extracting(item -> item.getString("mimeType"))
                .containsExactly("text/markdown", "application/json");
        assertThat(items).allSatisfy(item -> assertThat(item.getString("uri")).isEqualTo("task://" + key + "/spec"));
        assertThat(items.get(0).getString("text"))
                .startsWith("# " + key + ": Fix the login\n")
                .contains("- Status: todo\n", "- Parent: " + parent, "- Blocked by: " + first, "- Labels: auth")
                .contains("## Description\n\nIt *fails*.\n", "## Acceptance criteria\n\n- [ ] One can log in\n");
        var json = new JsonObject(items.get(1).getString("text"));
        assertThat(json).isEqualTo(catalogue.call(agent, "get_task", "task", key));
    }

    @Test
    void a_long_specification_comes_whole_in_pages_within_the_cap() {
        var text = "Zeile für Zeile, mit 𝄞.\n".repeat(9_000);
        var key = catalogue.task(agent, "Long", "description", text, "acceptance", List.of("It is read"));
        var markdown = new StringBuilder();
        var uri = "task://" + key + "/spec";
        var pages = 0;
        while (uri != null) {
            var items = catalogue.read(agent, uri);
            assertThat(items.get(0).getString("text").getBytes(java.nio.charset.StandardCharsets.UTF_8).length
                            + items.get(1).getString("text").length())
                    .isLessThan(8_000 * 4);
            markdown.append(items.get(0).getString("text"));
            var json = new JsonObject(items.get(1).getString("text"));
            assertThat(json.getString("key")).isEqualTo(key);
            uri = json.getString("next");
            pages++;
        }
        assertThat(pages).isGreaterThan(10);
        assertThat(markdown.toString()).contains(text).contains("- [ ] It is read");
    }

    @Test
    void the_first_page_of_a_long_specification_says_what_its_json_leaves_out() {
        var key = catalogue.task(agent, "Long", "description", "word ".repeat(20_000));
        var json = new JsonObject(
                catalogue.read(agent, "task://" + key + "/spec").get(1).getString("text"));
        assertThat(json.getJsonArray("truncated")).containsExactly("description");
        assertThat(json.containsKey("description")).isFalse();
        assertThat(json.getString("status")).isEqualTo("todo");
    }

    @Test
    void pages_of_two_versions_are_never_mixed() {
        var key = catalogue.task(agent, "Long", "description", "word ".repeat(20_000));
        var next = new JsonObject(
                        catalogue.read(agent, "task://" + key + "/spec").get(1).getString("text"))
                .getString("next");
        catalogue.call(agent, "update_task", "task", key, "title", "Longer");
        assertThat(refusal(() -> catalogue.read(agent, next))).isEqualTo("validation_failed");
    }

    @Test
    void dependencies_show_both_directions_with_status() {
        var first = catalogue.task(agent, "First");
        var second = catalogue.task(agent, "Second", "depends_on", List.of(first));
        var third = catalogue.task(agent, "Third", "depends_on", List.of(second));
        catalogue.call(agent, "update_task", "task", first, "status", "done");
        assertThat(catalogue.readJson(agent, "task://" + second + "/deps").encode())
                .isEqualTo("{\"task\":\"" + second + "\",\"status\":\"todo\","
                        + "\"depends_on\":[{\"key\":\"" + first + "\",\"title\":\"First\",\"status\":\"done\"}],"
                        + "\"dependents\":[{\"key\":\"" + third + "\",\"title\":\"Third\",\"status\":\"todo\"}]}");
    }

    @Test
    void a_task_without_links_has_empty_dependencies() {
        var key = catalogue.task(agent, "Alone");
        var deps = catalogue.readJson(agent, "task://" + key + "/deps");
        assertThat(deps.getJsonArray("depends_on")).isEmpty();
        assertThat(deps.getJsonArray("dependents")).isEmpty();
    }

    @Test
    void a_dependency_out_of_sight_has_no_title() {
        var member = acme.member();
        var theirs = catalogue.task(agent, "Confidential");
        var mine = catalogue.task(member, "Mine");
        catalogue.execute("INSERT INTO rota.task_link (org_id, task_id, type, target_id) SELECT a.org_id, a.id,"
                + " 'depends_on', b.id FROM rota.task a JOIN rota.task b ON b.org_id = a.org_id AND b.key = '" + theirs
                + "' WHERE a.org_id = " + acme.id() + " AND a.key = '" + mine + "'");
        var deps = catalogue.readJson(member, "task://" + mine + "/deps");
        assertThat(keys(deps, "depends_on")).containsExactly(theirs);
        assertThat(deps.encode()).doesNotContain("Confidential");
    }

    @Test
    void history_tells_newest_first_who_changed_what() {
        var key = catalogue.task(agent, "Before");
        catalogue.call(agent, "update_task", "task", key, "title", "After");
        var history = catalogue.readJson(agent, "task://" + key + "/history");
        assertThat(history.getString("task")).isEqualTo(key);
        assertThat(history.containsKey("next")).isFalse();
        var newest = history.getJsonArray("events").getJsonObject(0);
        assertThat(newest.getString("actor")).isEqualTo("agent of " + acme.slug());
        assertThat(newest.getJsonObject("changes").getJsonObject("title").encode())
                .isEqualTo("{\"after\":\"After\",\"before\":\"Before\"}");
        assertThat(history.getJsonArray("events").getJsonObject(1).getString("type"))
                .isEqualTo("created");
    }

    @Test
    void a_long_history_comes_in_pages_without_a_gap_or_a_repetition() {
        var key = catalogue.task(agent, "Busy");
        addEvents(key, 60);
        var versions = new ArrayList<Integer>();
        var uri = "task://" + key + "/history";
        while (uri != null) {
            var page = catalogue.readJson(agent, uri);
            page.getJsonArray("events").forEach(event -> versions.add(((JsonObject) event).getInteger("version")));
            uri = page.getString("next");
        }
        assertThat(versions).hasSize(61).isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertThat(new HashSet<>(versions)).hasSize(61);
    }

    @Test
    void an_event_longer_than_a_page_is_cut_and_says_so() {
        var key = catalogue.task(agent, "Long", "description", "a".repeat(60_000));
        catalogue.call(agent, "update_task", "task", key, "description", "b".repeat(60_000));
        catalogue.call(agent, "update_task", "task", key, "title", "Short");
        var first = catalogue.readJson(agent, "task://" + key + "/history");
        assertThat(first.getJsonArray("events")).hasSize(1);
        var second = catalogue.readJson(agent, first.getString("next"));
        var cut = second.getJsonArray("events").getJsonObject(0);
        assertThat(cut.getBoolean("truncated")).isTrue();
        assertThat(cut.getJsonObject("changes").getJsonObject("description").getString("after"))
                .hasSize(256);
    }

    @Test
    void r10_a_cursor_is_worth_nothing_for_another_task_or_caller() {
        var key = catalogue.task(agent, "Busy");
        var other = catalogue.task(agent, "Quiet");
        addEvents(key, 51);
        var next = catalogue.readJson(agent, "task://" + key + "/history").getString("next");
        assertThat(refusal(() -> catalogue.read(acme.owner(), next))).isEqualTo("validation_failed");
        assertThat(refusal(() -> catalogue.read(agent, next.replace(key, other))))
                .isEqualTo("validation_failed");
        assertThat(refusal(() -> catalogue.read(agent, "task://" + key + "/history?cursor=x")))
                .isEqualTo("validation_failed");
    }

    @Test
    void the_active_task_has_the_form_of_its_file() {
        var key = catalogue.task(agent, "Selected");
        catalogue.call(agent, "select_task", "task", key);
        var active = catalogue.readJson(agent, "workspace://current/active_task");
        assertThat(Instant.parse(active.getString("last_sync"))).isBeforeOrEqualTo(Instant.now());
        active.remove("last_sync");
        assertThat(active)
                .isEqualTo(new JsonObject()
                        .put("task_id", key)
                        .put("version", 1)
                        .put("title", "Selected")
                        .put("status", "todo")
                        .put("workspace_id", acme.dev().id()));
    }

    @Test
    void an_active_task_that_is_not_there_is_said_and_not_left_empty() {
        assertThat(catalogue.readJson(agent, "workspace://current/active_task").encode())
                .isEqualTo("{\"active_task\":null}");
    }

    @Test
    void a_board_counts_every_status_and_shows_the_most_urgent_tasks() {
        for (var i = 1; i <= 12; i++) {
            catalogue.task(agent, "Task " + i, "priority", i == 5 ? 2 : 0);
        }
        catalogue.call(agent, "update_task", "task", "DEV-1", "status", "done");
        var board = catalogue.readJson(agent, "board://dev");
        assertThat(board.getString("project")).isEqualTo("DEV");
        var columns = board.getJsonArray("columns");
        assertThat(columns.stream().map(column -> ((JsonObject) column).getString("status")))
                .containsExactly("backlog", "todo", "in_progress", "in_review", "done", "failed", "cancelled");
        assertThat(columns.stream().map(column -> ((JsonObject) column).getInteger("count")))
                .containsExactly(0, 11, 0, 0, 1, 0, 0);
        var todo = columns.getJsonObject(1);
        assertThat(keys(todo, "tasks")).hasSize(10).startsWith("DEV-5", "DEV-12", "DEV-11");
    }

    @Test
    void a_board_can_be_empty_but_a_project_must_exist() {
        assertThat(catalogue.readJson(agent, "board://OPS").getJsonArray("columns"))
                .hasSize(7);
        assertThat(catalogue.readJson(agent, "board://" + acme.ops().id()).getString("project"))
                .isEqualTo("OPS");
        assertThat(refusal(() -> catalogue.read(agent, "board://NONE"))).isEqualTo("not_found");
    }

    @Test
    void a_board_longer_than_the_response_cap_drops_rows_and_says_so() {
        catalogue.execute(
                "UPDATE rota.organization SET policy = '{\"max_response_tokens\": 1000}' WHERE id = " + acme.id());
        var careful = acme.agent();
        for (var i = 0; i < 10; i++) {
            catalogue.task(careful, "x".repeat(500));
        }
        var items = catalogue.read(careful, "board://DEV");
        assertThat(items.get(0).getString("text").length()).isLessThan(4_000);
        assertThat(new JsonObject(items.get(0).getString("text")).getBoolean("truncated"))
                .isTrue();
    }

    @Test
    void a_credential_of_one_project_reads_no_board_or_task_of_another() {
        var key = catalogue.task(agent, "In DEV");
        var ops = acme.caller(acme.agentToken(new Restrictions(Set.of(acme.ops().id()), false, false)));
        assertThat(refusal(() -> catalogue.read(ops, "board://DEV"))).isEqualTo("not_found");
        OF_A_TASK.forEach(uri -> assertThat(refusal(() -> catalogue.read(ops, uri.formatted(key))))
                .isEqualTo("not_found"));
    }

    @Test
    void whoever_sees_only_tasks_of_their_own_counts_those_alone() {
        catalogue.task(agent, "Somebody's");
        catalogue.task(acme.member(), "Mine");
        var todo = catalogue
                .readJson(acme.member(), "board://DEV")
                .getJsonArray("columns")
                .getJsonObject(1);
        assertThat(todo.getInteger("count")).isEqualTo(1);
        assertThat(keys(todo, "tasks")).containsExactly("DEV-2");
    }

    @Test
    void a_foreign_task_is_not_found_by_any_of_its_names_and_neither_is_nonsense() {
        var globex = catalogue.organization();
        var theirs = catalogue
                .call(globex.agent(), "create_task", "title", "Theirs", "project", "DEV")
                .getJsonObject("task");
        for (var name :
                List.of("DEV-1", theirs.getValue("id").toString(), theirs.getString("uuid"), "0", "x", "DEV-0")) {
            OF_A_TASK.forEach(uri -> assertThat(refusal(() -> catalogue.read(agent, uri.formatted(name))))
                    .isEqualTo("not_found"));
        }
    }

    @Test
    void a_caller_of_several_organizations_names_one_in_the_query() {
        var globex = catalogue.organization();
        catalogue.execute("INSERT INTO rota.membership (org_id, user_id, role) VALUES (" + globex.id() + ", "
                + acme.ownerId() + ", 'member')");
        catalogue.task(agent, "Acme's");
        catalogue.task(globex.agent(), "Globex's");
        var both = acme.owner();
        for (var uri : List.of("task://DEV-1/spec", "task://DEV-1/deps", "task://DEV-1/history", "board://DEV")) {
            assertThat(refusal(() -> catalogue.read(both, uri))).isEqualTo("org_required");
            assertThat(catalogue.read(both, uri + "?organization=" + globex.slug()))
                    .isNotEmpty();
            assertThat(refusal(() -> catalogue.read(both, uri + "?organization=nobody")))
                    .isEqualTo("not_found");
        }
        assertThat(catalogue
                        .read(both, "task://DEV-1/spec?organization=" + globex.slug())
                        .get(0)
                        .getString("text"))
                .startsWith("# DEV-1: Globex's");
    }

    @Test
    void the_next_page_stays_in_the_organization_that_was_named() {
        var key = catalogue.task(agent, "Busy");
        addEvents(key, 51);
        var next = catalogue
                .readJson(agent, "task://" + key + "/history?organization=" + acme.slug())
                .getString("next");
        assertThat(next).contains("?organization=" + acme.slug() + "&cursor=");
        assertThat(catalogue.readJson(agent, next).getJsonArray("events")).hasSize(2);
    }

    @Test
    void reading_tasks_needs_its_scope_and_reading_schemas_needs_none() {
        var committer = catalogue.limited(acme, Scope.COMMITS_WRITE);
        for (var uri : List.of(
                "task://DEV-1/spec",
                "task://DEV-1/deps",
                "task://DEV-1/history",
                "board://DEV",
                "workspace://current/active_task")) {
            assertThat(refusal(() -> catalogue.read(committer, uri))).isEqualTo("insufficient_scope");
        }
        assertThat(catalogue.readJson(committer, "schema://tools/claim_task").getString("title"))
                .isEqualTo("claim_task");
    }

    @Test
    void every_tool_has_a_result_schema_and_nothing_else_has() {
        catalogue.features().tools().tools().forEach(tool -> assertThat(catalogue.readJson(
                        agent, "schema://tools/" + tool.definition().name()))
                .isNotEmpty());
        assertThat(refusal(() -> catalogue.read(agent, "schema://tools/none"))).isEqualTo("not_found");
    }

    @Test
    void each_read_is_audited_by_its_template_and_so_is_each_refusal() {
        var key = catalogue.task(agent, "Audited");
        OF_A_TASK.forEach(
                uri -> assertThat(catalogue.read(agent, uri.formatted(key))).isNotEmpty());
        assertThat(refusal(() -> catalogue.read(agent, "task://DEV-999/spec"))).isEqualTo("not_found");
        assertThat(catalogue.look(
                        "SELECT alias || ' ' || outcome || ' ' || coalesce(object_key, '') FROM rota.audit_event"
                                + " WHERE action = 'read_resource' AND org_id = " + acme.id() + " ORDER BY id"))
                .containsExactly(
                        "task://{task_id}/spec ok " + key,
                        "task://{task_id}/deps ok " + key,
                        "task://{task_id}/history ok " + key,
                        "task://{task_id}/spec not_found ");
    }
}
