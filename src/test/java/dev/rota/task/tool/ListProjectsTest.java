package dev.rota.task.tool;

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

class ListProjectsTest {
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

    private static List<JsonObject> projects(JsonObject page) {
        return page.getJsonArray("projects").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static List<String> keys(JsonObject page) {
        return projects(page).stream().map(project -> project.getString("key")).toList();
    }

    @Test
    void projects_say_what_is_open_ready_and_in_progress() {
        catalogue.task(agent, "Ready");
        catalogue.task(agent, "Blocked", "depends_on", List.of("DEV-1"));
        catalogue.task(agent, "Claimed");
        catalogue.task(agent, "Done", "status", "done");
        catalogue.call(agent, "claim_task", "task", "DEV-3");
        assertThat(projects(catalogue.call(agent, "list_projects")).stream().map(JsonObject::encode))
                .containsExactly(
                        "{\"key\":\"DEV\",\"id\":" + acme.dev().id()
                                + ",\"name\":\"Development\",\"open\":3,\"ready\":1,\"in_progress\":1}",
                        "{\"key\":\"OPS\",\"id\":" + acme.ops().id()
                                + ",\"name\":\"Operations\",\"open\":0,\"ready\":0,\"in_progress\":0}");
    }

    @Test
    void a_query_begins_the_key_or_is_in_the_name() {
        assertThat(keys(catalogue.call(agent, "list_projects", "query", "de"))).containsExactly("DEV");
        assertThat(keys(catalogue.call(agent, "list_projects", "query", "PERAT")))
                .containsExactly("OPS");
        assertThat(keys(catalogue.call(agent, "list_projects", "query", "%"))).isEmpty();
    }

    @Test
    void pages_follow_each_other_without_a_gap() {
        var first = catalogue.call(agent, "list_projects", "limit", 1);
        assertThat(keys(first)).containsExactly("DEV");
        var second = catalogue.call(agent, "list_projects", "limit", 1, "cursor", first.getString("next_cursor"));
        assertThat(keys(second)).containsExactly("OPS");
        assertThat(second.containsKey("next_cursor")).isFalse();
    }

    @Test
    void r10_a_cursor_is_worth_nothing_with_another_query_or_for_another_caller() {
        var cursor = catalogue.call(agent, "list_projects", "limit", 1).getString("next_cursor");
        assertThat(refusal(() -> catalogue.call(agent, "list_projects", "query", "x", "cursor", cursor)))
                .isEqualTo("validation_failed");
        assertThat(refusal(() -> catalogue.call(acme.owner(), "list_projects", "cursor", cursor)))
                .isEqualTo("validation_failed");
    }

    @Test
    void only_what_the_credential_reaches_is_listed_and_only_what_it_sees_is_counted() {
        catalogue.task(agent, "Somebody's");
        catalogue.task(acme.member(), "Mine");
        assertThat(projects(catalogue.call(acme.member(), "list_projects"))
                        .get(0)
                        .getInteger("open"))
                .isEqualTo(1);
        var ops = acme.caller(acme.agentToken(new Restrictions(Set.of(acme.ops().id()), false, false)));
        assertThat(keys(catalogue.call(ops, "list_projects"))).containsExactly("OPS");
    }

    @Test
    void it_needs_the_scope_to_read_projects() {
        var definition =
                catalogue.features().tools().find("list_projects").orElseThrow().definition();
        assertThat(definition.scopes()).containsExactly(Scope.PROJECTS_READ);
    }
}
