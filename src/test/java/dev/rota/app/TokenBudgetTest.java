package dev.rota.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.rota.identity.Scope;
import dev.rota.mcp.Toolset;
import dev.rota.mcp.catalog.Selection;
import dev.rota.mcp.catalog.ToolListing;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the catalogue costs a model, in o200k tokens (catalogue section 1, rules 3 and 5). */
class TokenBudgetTest {
    private static final Encoding O200K = Encodings.newDefaultEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    private static final List<String> TITLES = List.of(
            "Fix login redirect after timeout",
            "Add rate limiting to API",
            "Write migration for audit table",
            "Rotate signing keys every quarter",
            "Cache project lookups per request",
            "Document the webhook retry policy",
            "Reduce memory of import job",
            "Upgrade PostgreSQL driver to 42.7",
            "Show unread count on board",
            "Delete stale feature flags safely");

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
    void the_default_listing_costs_at_most_2700_tokens_and_everything_5000() {
        var byDefault =
                Arrays.stream(Toolset.values()).filter(Toolset::onByDefault).collect(Collectors.toSet());
        assertThat(cost(byDefault)).isLessThanOrEqualTo(2_700);
        assertThat(cost(Set.of(Toolset.values()))).isLessThanOrEqualTo(5_000);
    }

    @Test
    void a_page_of_twenty_tasks_costs_at_most_600_tokens() {
        var agent = catalogue.organization().agent();
        for (var i = 0; i < 25; i++) {
            var task = new JsonObject().put("project", "DEV").put("title", TITLES.get(i % TITLES.size()));
            catalogue.call(agent, "create_task", task.mergeIn(extras(i)));
        }
        var page = catalogue.call(agent, "list_tasks", new JsonObject());
        assertThat(page.getJsonArray("tasks")).hasSize(20);
        assertThat(O200K.countTokens(page.encode())).isLessThanOrEqualTo(600);
    }

    /** As in a project at work: some tasks are labelled, assigned, urgent or blocked, many are nothing of it. */
    private static JsonObject extras(int i) {
        var more = new JsonObject();
        if (i % 2 == 0) {
            more.put("labels", i % 4 == 0 ? JsonArray.of("backend") : JsonArray.of("api", "security"));
        }
        if (i % 3 == 0) {
            more.put("assignee", "ci-agent");
        }
        if (i % 4 == 1) {
            more.put("priority", 1);
        }
        return i % 5 == 4 ? more.put("depends_on", JsonArray.of("DEV-" + i)) : more;
    }

    private static int cost(Set<Toolset> toolsets) {
        var tools = new JsonArray();
        new ToolListing(catalogue.features().tools(), 100)
                .page(new Selection(toolsets, false, false, Scope.OF_TOOLS), null)
                .items()
                .forEach(tool -> tools.add(tool.toJsonObject()));
        return O200K.countTokens(tools.encode());
    }
}
