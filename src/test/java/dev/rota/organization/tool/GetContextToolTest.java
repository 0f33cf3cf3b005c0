package dev.rota.organization.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.rota.TestOrganization;
import dev.rota.app.TestCatalogue;
import dev.rota.identity.Caller;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GetContextToolTest {
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

    private static JsonObject context(Caller caller, String... include) {
        return include.length == 0
                ? catalogue.call(caller, "get_context")
                : catalogue.call(caller, "get_context", "include", List.of(include));
    }

    private static List<String> column(JsonObject context, String list, String member) {
        return context.getJsonArray(list, new JsonArray()).stream()
                .map(row -> ((JsonObject) row).getString(member))
                .toList();
    }

    @Test
    void an_agent_is_told_who_it_is_for_whom_it_acts_and_what_it_may_do() {
        var context = context(agent);
        assertThat(context.getJsonObject("principal"))
                .isEqualTo(new JsonObject()
                        .put("id", acme.agentId())
                        .put("name", "agent of " + acme.slug())
                        .put("kind", "agent")
                        .put("on_behalf_of", acme.ownerId()));
        assertThat(context.getString("organization")).isEqualTo(acme.slug());
        assertThat(context.containsKey("organizations")).isFalse();
        assertThat(context.getJsonArray("scopes")).contains("tasks:execute", "tasks:read");
        assertThat(context.getJsonObject("limits"))
                .contains(
                        entry("calls_per_minute", 1_200), entry("max_claims", 3), entry("max_response_tokens", 8_000));
        assertThat(context.getJsonArray("open_attempts")).isEmpty();
        assertThat(context.containsKey("active_task")).isFalse();
    }

    @Test
    void a_person_is_human_and_acts_for_nobody_else() {
        var principal = context(acme.owner()).getJsonObject("principal");
        assertThat(principal.getString("kind")).isEqualTo("human");
        assertThat(principal.containsKey("on_behalf_of")).isFalse();
    }

    @Test
    void the_server_says_its_version_and_time() {
        var server = context(agent).getJsonObject("server");
        assertThat(server.getString("version")).isNotBlank();
        assertThat(Duration.between(Instant.parse(server.getString("time")), Instant.now())
                        .abs())
                .isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void a_first_call_already_tells_the_projects() {
        assertThat(column(context(agent), "projects", "key")).containsExactly("DEV", "OPS");
    }

    @Test
    void a_credential_limited_to_a_project_sees_that_one_alone() {
        var limited =
                acme.caller(acme.agentToken(new Restrictions(Set.of(acme.ops().id()), false, false)));
        assertThat(column(context(limited, "projects"), "projects", "key")).containsExactly("OPS");
    }

    @Test
    void more_projects_than_are_told_unasked_come_when_asked_for() {
        catalogue.execute("INSERT INTO rota.project (org_id, key, name) SELECT " + acme.id()
                + ", 'P' || n, 'Project ' || n FROM generate_series(10, 39) n");
        var few = context(agent);
        assertThat(few.getJsonArray("projects")).hasSize(20);
        assertThat(few.getJsonArray("truncated")).containsExactly("projects");
        var all = context(agent, "projects");
        assertThat(all.getJsonArray("projects")).hasSize(32);
        assertThat(all.containsKey("truncated")).isFalse();
    }

    @Test
    void lists_longer_than_the_response_cap_are_cut_and_named() {
        catalogue.execute(
                "UPDATE rota.organization SET policy = '{\"max_response_tokens\": 1000}' WHERE id = " + acme.id());
        catalogue.execute("INSERT INTO rota.agent (org_id, name, owner_user_id) SELECT " + acme.id()
                + ", repeat('x', 90) || n, " + acme.ownerId() + " FROM generate_series(1, 100) n");
        var context = context(acme.agent(), "members");
        assertThat(context.getJsonArray("truncated")).containsExactly("members");
        assertThat(context.encode().length()).isLessThan(4_000);
    }

    @Test
    void members_are_told_by_name_and_role_without_their_addresses() {
        var context = context(agent, "members");
        assertThat(column(context, "members", "name"))
                .containsExactly("Olga of " + acme.slug(), "Mel of " + acme.slug(), "agent of " + acme.slug());
        assertThat(column(context, "members", "role")).containsExactly("owner", "member", null);
        assertThat(context.encode()).doesNotContain("@");
    }

    @Test
    void labels_in_use_come_with_the_most_frequent_first() {
        catalogue.task(agent, "one", "labels", List.of("api", "ui"));
        catalogue.task(agent, "two", "labels", List.of("ui"));
        assertThat(context(agent, "labels").getJsonArray("labels")).containsExactly("ui", "api");
        assertThat(context(agent).containsKey("labels")).isFalse();
    }

    @Test
    void whoever_sees_only_tasks_of_their_own_learns_no_label_of_others() {
        catalogue.task(agent, "somebody's", "labels", List.of("secret"));
        var member = acme.member();
        assertThat(context(member, "labels").containsKey("labels")).isFalse();
        catalogue.task(member, "mine", "labels", List.of("known"));
        assertThat(context(member, "labels").getJsonArray("labels")).containsExactly("known");
    }

    @Test
    void the_selected_task_is_told_as_it_is_now() {
        var key = catalogue.task(agent, "Selected");
        catalogue.call(agent, "select_task", "task", key);
        catalogue.call(agent, "update_task", "task", key, "title", "Renamed");
        assertThat(context(agent).getJsonObject("active_task"))
                .isEqualTo(new JsonObject()
                        .put("key", key)
                        .put("version", 2)
                        .put("title", "Renamed")
                        .put("status", "todo")
                        .put("project", "DEV"));
    }

    @Test
    void an_open_attempt_is_told_to_its_holder_alone_with_answers_to_its_questions() {
        var key = catalogue.task(agent, "Held");
        var attempt = catalogue.call(agent, "claim_task", "task", key).getLong("attempt_id");
        catalogue.call(agent, "ask_human", "attempt_id", attempt, "question", "Which one?");
        catalogue.execute("UPDATE rota.question SET answer = 'The blue one', answered_by = 'Olga', answered_at = now()"
                + " WHERE org_id = " + acme.id());
        var open = context(agent).getJsonArray("open_attempts");
        assertThat(open).hasSize(1);
        assertThat(open.getJsonObject(0).getLong("attempt_id")).isEqualTo(attempt);
        assertThat(open.getJsonObject(0).getString("task")).isEqualTo(key);
        assertThat(open.getJsonObject(0)
                        .getJsonArray("answers")
                        .getJsonObject(0)
                        .getString("answer"))
                .isEqualTo("The blue one");
        assertThat(context(acme.owner()).getJsonArray("open_attempts")).isEmpty();
    }

    @Test
    void an_attempt_whose_lease_has_lapsed_is_open_no_more() {
        var key = catalogue.task(agent, "Lapsing");
        catalogue.call(agent, "claim_task", "task", key);
        catalogue.execute(
                "UPDATE rota.attempt SET lease_expires_at = now() - interval '1 second' WHERE org_id = " + acme.id());
        assertThat(context(agent).getJsonArray("open_attempts")).isEmpty();
    }

    @Test
    void a_caller_of_several_organizations_sees_which_is_which() {
        var globex = catalogue.organization();
        catalogue.execute("INSERT INTO rota.membership (org_id, user_id, role) VALUES (" + globex.id() + ", "
                + acme.ownerId() + ", 'member')");
        var both = acme.owner();
        var context = context(both);
        assertThat(context.containsKey("organization")).isFalse();
        assertThat(column(context, "organizations", "slug")).containsExactly(acme.slug(), globex.slug());
        assertThat(column(context, "organizations", "role")).containsExactly("owner", "member");
        assertThat(column(context, "projects", "organization"))
                .containsExactly(acme.slug(), acme.slug(), globex.slug(), globex.slug());
        var narrowed = catalogue.call(both, "get_context", "organization", globex.slug());
        assertThat(narrowed.getString("organization")).isEqualTo(globex.slug());
        assertThat(column(narrowed, "projects", "key")).containsExactly("DEV", "OPS");
    }

    @Test
    void nothing_of_another_organization_shows() {
        var globex = catalogue.organization();
        catalogue.task(globex.agent(), "Theirs", "labels", List.of("theirs"));
        catalogue.call(globex.agent(), "select_task", "task", "DEV-1");
        var context = context(agent, "projects", "members", "labels", "organizations");
        assertThat(column(context, "organizations", "slug")).containsExactly(acme.slug());
        assertThat(context.encode()).doesNotContain(globex.slug()).doesNotContain("theirs");
    }

    @Test
    void what_the_scopes_do_not_cover_is_left_out() {
        catalogue.call(acme.owner(), "select_task", "task", catalogue.task(acme.owner(), "Hidden"));
        var context =
                context(catalogue.limited(acme, Scope.COMMITS_WRITE), "projects", "members", "labels", "organizations");
        assertThat(context.fieldNames())
                .containsExactly(
                        "principal", "organization", "organizations", "open_attempts", "scopes", "limits", "server");
    }

    @Test
    void every_look_leaves_an_audit_event() {
        var before = events();
        var read = context(agent);
        assertThat(read).isNotNull();
        assertThat(events()).isEqualTo(before + 1);
    }

    private int events() {
        return Integer.parseInt(catalogue
                .look(
                        "SELECT count(*) FROM rota.audit_event WHERE action = 'get_context' AND outcome = 'ok' AND org_id = "
                                + acme.id())
                .get(0));
    }
}
