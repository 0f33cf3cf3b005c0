package dev.rota.connector.tool;

import static dev.rota.app.TestCatalogue.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.app.TestCatalogue;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of ChatGPT's connectors: {@code search} gives ids, {@code fetch} takes each of them. */
class ConnectorTest {
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
        catalogue.execute("INSERT INTO rota.requirement (org_id, project_id, key, title, body) VALUES (" + acme.id()
                + ", " + acme.dev().id() + ", 'DEV-R1', 'Login without passwords', 'Passkeys only.')");
    }

    private List<String> search(Caller caller, String query) {
        return catalogue.call(caller, "search", "query", query).getJsonArray("results").stream()
                .map(result -> ((JsonObject) result).getString("id"))
                .toList();
    }

    @Test
    void a_result_is_an_id_a_title_and_an_address() {
        catalogue.task(agent, "Fix the login", "description", "It redirects twice.");
        assertThat(catalogue.call(agent, "search", "query", "redirects").encode())
                .isEqualTo("{\"results\":[{\"id\":\"DEV-1\",\"title\":\"Fix the login\",\"url\":"
                        + "\"http://rota.example/console/organizations/" + acme.slug() + "/tasks/DEV-1\"}]}");
    }

    @Test
    void tasks_and_requirements_are_found_by_all_words_the_title_first() {
        catalogue.task(
                agent, "Something else", "description", "About the login page, among much " + "more ".repeat(200));
        catalogue.task(agent, "Login fails after timeout");
        assertThat(search(agent, "login")).containsExactlyInAnyOrder("DEV-1", "DEV-2", "DEV-R1");
        assertThat(search(agent, "login timeout")).containsExactly("DEV-2");
        assertThat(search(agent, "login passkey")).containsExactly("DEV-R1");
        assertThat(search(agent, "nothing of this")).isEmpty();
        assertThat(search(agent, "%")).isEmpty();
        assertThat(search(agent, " ")).isEmpty();
    }

    @Test
    void a_key_finds_its_document_before_all_others() {
        catalogue.task(agent, "First");
        catalogue.task(agent, "About dev-1");
        assertThat(search(agent, "dev-1")).startsWith("DEV-1");
        assertThat(search(agent, "dev-r1")).containsExactly("DEV-R1");
    }

    @Test
    void every_id_can_be_fetched_with_its_whole_text() {
        catalogue.task(agent, "Fix the login", "description", "It *redirects* twice.", "acceptance", List.of("Once"));
        var task =
                catalogue.call(agent, "fetch", "id", search(agent, "redirects").get(0));
        assertThat(task.getString("title")).isEqualTo("Fix the login");
        assertThat(task.getString("text"))
                .startsWith("# DEV-1: Fix the login\n")
                .contains("It *redirects* twice.", "- [ ] Once");
        assertThat(task.getJsonObject("metadata").getString("type")).isEqualTo("task");
        assertThat(task.getJsonObject("metadata").getString("status")).isEqualTo("todo");
        var requirement =
                catalogue.call(agent, "fetch", "id", search(agent, "passkeys").get(0));
        assertThat(requirement.getString("text")).isEqualTo("# DEV-R1: Login without passwords\n\nPasskeys only.");
        assertThat(requirement.getString("url")).endsWith("/" + acme.slug() + "/requirements/DEV-R1");
        assertThat(requirement.getJsonObject("metadata").getString("type")).isEqualTo("requirement");
    }

    @Test
    void a_text_longer_than_the_cap_is_cut_and_names_the_resource_that_has_all_of_it() {
        catalogue.task(agent, "Long", "description", "\"word\" ".repeat(30_000));
        var document = catalogue.call(agent, "fetch", "id", "DEV-1");
        assertThat(document.encode().length()).isLessThanOrEqualTo(8_000 * 4).isGreaterThan(30_000);
        assertThat(document.getJsonObject("metadata").getString("truncated")).isEqualTo("task://DEV-1/spec");
    }

    @Test
    void ids_of_several_organizations_say_which() {
        var globex = catalogue.organization();
        catalogue.execute("INSERT INTO rota.membership (org_id, user_id, role) VALUES (" + globex.id() + ", "
                + acme.ownerId() + ", 'member')");
        catalogue.task(agent, "Zebra of one");
        catalogue.task(globex.agent(), "Zebra of two");
        var both = acme.owner();
        var ids = search(both, "zebra");
        assertThat(ids).containsExactlyInAnyOrder(acme.slug() + "/DEV-1", globex.slug() + "/DEV-1");
        for (var id : ids) {
            assertThat(catalogue.call(both, "fetch", "id", id).getString("id")).isEqualTo(id);
        }
        assertThat(refusal(() -> catalogue.call(both, "fetch", "id", "DEV-1"))).isEqualTo("org_required");
        assertThat(refusal(() -> catalogue.call(both, "fetch", "id", "nobody/DEV-1")))
                .isEqualTo("not_found");
    }

    @Test
    void without_the_scope_of_requirements_none_is_found_or_fetched() {
        var reader = catalogue.limited(acme, Scope.TASKS_READ);
        assertThat(search(reader, "passkeys")).isEmpty();
        assertThat(refusal(() -> catalogue.call(reader, "fetch", "id", "DEV-R1")))
                .isEqualTo("insufficient_scope");
    }

    @Test
    void t4_what_is_out_of_sight_is_neither_found_nor_fetched() {
        catalogue.task(agent, "Zebra");
        var globex = catalogue.organization();
        assertThat(search(globex.agent(), "zebra")).isEmpty();
        assertThat(search(acme.member(), "zebra")).isEmpty();
        for (var id : List.of("DEV-1", "DEV-R1", "nonsense", "", "/", "DEV-R0")) {
            assertThat(refusal(() -> catalogue.call(globex.agent(), "fetch", "id", id)))
                    .isEqualTo("not_found");
        }
    }
}
