package dev.rota.requirement.tool;

import static dev.rota.app.TestCatalogue.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.app.TestCatalogue;
import dev.rota.identity.Caller;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code list_requirements}, {@code get_requirement} and {@code requirement://}. */
class RequirementToolsTest {
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
        requirement("DEV", 1, "Sign in with a passkey", "Nobody types a password.", "{\"source\": \"audit\"}");
        requirement("OPS", 1, "Restore within an hour", "Backups are tried every week.", "{}");
    }

    private void requirement(String project, int number, String title, String body, String metadata) {
        catalogue.execute(
                "INSERT INTO rota.requirement (org_id, project_id, key, title, body, metadata) SELECT org_id, id,"
                        + " key || '-R" + number + "', '" + title + "', '" + body + "', '" + metadata
                        + "' FROM rota.project WHERE org_id = " + acme.id() + " AND key = '" + project + "'");
    }

    private static List<String> keys(JsonObject page) {
        return page.getJsonArray("requirements").stream()
                .map(one -> ((JsonObject) one).getString("key"))
                .toList();
    }

    @Test
    void requirements_are_listed_with_how_many_tasks_there_are_for_each() {
        catalogue.task(agent, "For it", "requirement", "DEV-R1");
        assertThat(catalogue.call(agent, "list_requirements").encode())
                .isEqualTo(
                        "{\"requirements\":["
                                + "{\"key\":\"DEV-R1\",\"title\":\"Sign in with a passkey\",\"status\":\"open\",\"task_count\":1},"
                                + "{\"key\":\"OPS-R1\",\"title\":\"Restore within an hour\",\"status\":\"open\",\"task_count\":0}]}");
    }

    @Test
    void a_project_and_words_of_title_or_text_narrow_the_list() {
        assertThat(keys(catalogue.call(agent, "list_requirements", "project", "ops")))
                .containsExactly("OPS-R1");
        assertThat(keys(catalogue.call(agent, "list_requirements", "query", "pass")))
                .containsExactly("DEV-R1");
        assertThat(keys(catalogue.call(agent, "list_requirements", "query", "tried week")))
                .containsExactly("OPS-R1");
        assertThat(keys(catalogue.call(agent, "list_requirements", "query", "ops-r1")))
                .containsExactly("OPS-R1");
        assertThat(keys(catalogue.call(agent, "list_requirements", "query", "%")))
                .isEmpty();
        assertThat(refusal(() -> catalogue.call(agent, "list_requirements", "project", "NONE")))
                .isEqualTo("not_found");
    }

    @Test
    void pages_follow_each_other_and_a_cursor_is_bound_to_its_list() {
        var first = catalogue.call(agent, "list_requirements", "limit", 1);
        var cursor = first.getString("next_cursor");
        assertThat(keys(catalogue.call(agent, "list_requirements", "limit", 1, "cursor", cursor)))
                .containsExactly("OPS-R1");
        assertThat(refusal(() -> catalogue.call(agent, "list_projects", "cursor", cursor)))
                .isEqualTo("validation_failed");
    }

    @Test
    void one_requirement_has_its_text_its_metadata_and_its_tasks() {
        catalogue.task(agent, "For it", "requirement", "DEV-R1");
        catalogue.task(agent, "Also", "requirement", "DEV-R1");
        var requirement = catalogue.call(agent, "get_requirement", "requirement", "dev-r1");
        assertThat(requirement.getString("body")).isEqualTo("Nobody types a password.");
        assertThat(requirement.getJsonObject("metadata").getString("source")).isEqualTo("audit");
        assertThat(requirement.getJsonArray("tasks").stream().map(task -> ((JsonObject) task).getString("key")))
                .containsExactly("DEV-2", "DEV-1");
        assertThat(catalogue.readJson(agent, "requirement://DEV-R1")).isEqualTo(requirement);
        var byId = catalogue.call(agent, "get_requirement", "requirement", requirement.getLong("id"));
        assertThat(byId).isEqualTo(requirement);
    }

    @Test
    void whoever_may_not_read_tasks_is_told_only_how_many_there_are() {
        catalogue.task(agent, "Confidential", "requirement", "DEV-R1");
        var reader = catalogue.limited(acme, Scope.REQUIREMENTS_READ);
        var requirement = catalogue.call(reader, "get_requirement", "requirement", "DEV-R1");
        assertThat(requirement.getInteger("task_count")).isEqualTo(1);
        assertThat(requirement.containsKey("tasks")).isFalse();
    }

    @Test
    void a_credential_of_one_project_sees_no_requirement_of_another_and_a_person_counts_their_own_tasks() {
        catalogue.task(agent, "Somebody's", "requirement", "DEV-R1");
        assertThat(catalogue
                        .call(acme.member(), "get_requirement", "requirement", "DEV-R1")
                        .getInteger("task_count"))
                .isZero();
        var ops = acme.caller(acme.agentToken(new Restrictions(Set.of(acme.ops().id()), false, false)));
        assertThat(keys(catalogue.call(ops, "list_requirements"))).containsExactly("OPS-R1");
        assertThat(refusal(() -> catalogue.call(ops, "get_requirement", "requirement", "DEV-R1")))
                .isEqualTo("not_found");
        assertThat(refusal(() -> catalogue.read(ops, "requirement://DEV-R1"))).isEqualTo("not_found");
    }

    @Test
    void a_long_text_is_cut_in_the_tool_and_comes_whole_in_pages_of_the_resource() {
        var body = "Zeile \"für\" Zeile. ".repeat(5_000);
        requirement("DEV", 2, "Long", body, "{}");
        catalogue.task(agent, "For it", "requirement", "DEV-R2");
        var cut = catalogue.call(agent, "get_requirement", "requirement", "DEV-R2");
        assertThat(cut.getJsonArray("truncated")).containsExactly("body");
        assertThat(cut.getJsonArray("tasks")).hasSize(1);
        assertThat(cut.encode().length()).isLessThan(8_000 * 4);
        var text = new StringBuilder();
        var uri = "requirement://DEV-R2";
        while (uri != null) {
            var page = catalogue.readJson(agent, uri);
            assertThat(page.encode().length()).isLessThan(8_000 * 4);
            text.append(page.getString("body"));
            uri = page.getString("next");
        }
        assertThat(text.toString()).isEqualTo(body);
    }

    @Test
    void pages_of_two_versions_are_never_mixed() {
        requirement("DEV", 2, "Long", "word ".repeat(20_000), "{}");
        var next = catalogue.readJson(agent, "requirement://DEV-R2").getString("next");
        catalogue.execute(
                "UPDATE rota.requirement SET body = body || 'x' WHERE key = 'DEV-R2' AND org_id = " + acme.id());
        assertThat(refusal(() -> catalogue.read(agent, next))).isEqualTo("validation_failed");
    }

    @Test
    void a_key_of_several_organizations_must_be_told_apart() {
        var globex = catalogue.organization();
        catalogue.execute("INSERT INTO rota.membership (org_id, user_id, role) VALUES (" + globex.id() + ", "
                + acme.ownerId() + ", 'member')");
        catalogue.execute("INSERT INTO rota.requirement (org_id, project_id, key, title) VALUES (" + globex.id() + ", "
                + globex.dev().id() + ", 'DEV-R1', 'Theirs')");
        var both = acme.owner();
        assertThat(refusal(() -> catalogue.call(both, "get_requirement", "requirement", "DEV-R1")))
                .isEqualTo("org_required");
        assertThat(catalogue
                        .readJson(both, "requirement://DEV-R1?organization=" + globex.slug())
                        .getString("title"))
                .isEqualTo("Theirs");
    }
}
