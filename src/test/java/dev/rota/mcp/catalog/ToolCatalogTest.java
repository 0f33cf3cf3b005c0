package dev.rota.mcp.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.identity.Credential;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.mcp.FixtureTool;
import dev.rota.mcp.McpPath;
import dev.rota.mcp.TestCallers;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.Toolset;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ToolCatalogTest {
    private static final String PROJECT = "{\"project\": {\"type\": \"string\"}}";

    private final ToolCatalog catalog = new ToolCatalog(
            List.of(
                    tool("plan", Toolset.PLAN, Scope.TASKS_WRITE, Hints.CHANGE, "{}"),
                    tool("change", Toolset.TASKS, Scope.TASKS_WRITE, Hints.CHANGE, PROJECT),
                    tool("list", Toolset.TASKS, Scope.TASKS_READ, Hints.READ, PROJECT),
                    tool("who", Toolset.CONTEXT, null, Hints.READ, "{}")),
            ArgumentSynonyms.NATIVE);

    @Test
    void the_order_is_by_toolset_and_then_as_given() {
        assertThat(listed(path(false, null), oauth())).containsExactly("who", "change", "list", "plan");
    }

    @Test
    void a_static_credential_sees_what_it_may_call_and_an_oauth_one_what_it_could() {
        assertThat(listed(path(false, null), reader(Credential.Kind.AGENT_TOKEN)))
                .containsExactly("who", "list");
        assertThat(listed(path(false, null), reader(Credential.Kind.OAUTH))).hasSize(4);
    }

    @Test
    void a_readonly_path_and_a_readonly_credential_see_no_change() {
        assertThat(listed(path(true, null), oauth())).containsExactly("who", "list");
        var restricted = oauth().restrictedTo(new Restrictions(null, false, true));
        assertThat(listed(path(false, null), restricted)).containsExactly("who", "list");
    }

    @Test
    void a_pinned_project_is_gone_from_the_schemas() {
        var page = new ToolListing(catalog, 10).page(catalog.selection(path(false, "DEV"), oauth()), null);
        assertThat(page.items()).noneMatch(tool -> tool.toString().contains("\"project\""));
        var free = new ToolListing(catalog, 10).page(catalog.selection(path(false, null), oauth()), null);
        assertThat(free.items())
                .filteredOn(tool -> tool.toString().contains("\"project\""))
                .hasSize(2);
    }

    @Test
    void title_and_all_four_hints_are_stated() {
        var page = new ToolListing(catalog, 10).page(catalog.selection(path(false, null), oauth()), null);
        assertThat(page.items().get(0).toJsonObject())
                .isEqualTo(
                        new JsonObject(
                                """
                        {"name": "who", "title": "who", "description": "who",
                         "inputSchema": {"type": "object", "additionalProperties": false},
                         "annotations": {"readOnlyHint": true, "destructiveHint": false, "idempotentHint": true,
                           "openWorldHint": false}}"""));
    }

    @Test
    void pages_follow_each_other_without_gap_or_overlap() {
        var listing = new ToolListing(catalog, 3);
        var selection = catalog.selection(path(false, null), oauth());
        var first = listing.page(selection, null);
        var second = listing.page(selection, first.next());
        assertThat(first.items()).hasSize(3);
        assertThat(second.items()).hasSize(1);
        assertThat(second.next()).isNull();
        assertThat(listing.page(selection, "gone").items()).isEmpty();
    }

    @Test
    void a_pinned_project_is_passed_on_and_another_is_not_found() {
        var list = catalog.find("list").orElseThrow();
        assertThat(list.arguments(new JsonObject(), "DEV")).isEqualTo(new JsonObject().put("project", "DEV"));
        assertThat(list.arguments(new JsonObject().put("workspace", "dev"), "DEV")
                        .getString("project"))
                .isEqualTo("DEV");
        assertThatThrownBy(() -> list.arguments(new JsonObject().put("project", "OPS"), "DEV"))
                .isInstanceOfSatisfying(FailureException.class, e -> assertThat(e.failure())
                        .isEqualTo(new Failure.NotFound("project")));
        assertThat(catalog.find("who").orElseThrow().arguments(new JsonObject(), "DEV"))
                .isEqualTo(new JsonObject());
    }

    @Test
    void every_tool_takes_an_organization_that_none_lists() {
        var who = catalog.find("who").orElseThrow();
        for (var name : List.of("organization", "org", "organizationId")) {
            var arguments = new JsonObject().put(name, "acme");
            assertThat(who.takeOrganization(arguments)).isEqualTo("acme");
            assertThat(arguments).isEqualTo(new JsonObject());
        }
        assertThat(who.takeOrganization(new JsonObject().put("org", 7))).isEqualTo("7");
        assertThat(who.takeOrganization(new JsonObject())).isNull();
        assertThatThrownBy(() ->
                        who.takeOrganization(new JsonObject().put("org", "acme").put("organization", "globex")))
                .isInstanceOf(FailureException.class);
        assertThatThrownBy(() -> who.takeOrganization(new JsonObject().put("org", true)))
                .isInstanceOf(FailureException.class);
    }

    @Test
    void a_listed_organization_is_taken_like_any_other() {
        var named = new ToolCatalog(
                        List.of(tool(
                                "named",
                                Toolset.TASKS,
                                null,
                                Hints.READ,
                                "{\"organizationId\": {\"type\": \"integer\"}}")),
                        ArgumentSynonyms.NONE)
                .find("named")
                .orElseThrow();
        var arguments = new JsonObject().put("organizationId", 7.0);
        assertThat(named.takeOrganization(arguments)).isEqualTo("7");
        assertThat(arguments).isEqualTo(new JsonObject());
    }

    @Test
    void a_dialect_lists_everything_to_everybody() {
        var tools = List.of(
                tool("change", Toolset.TASKS, Scope.TASKS_WRITE, Hints.CHANGE, "{}"),
                tool("list", Toolset.TASKS, Scope.TASKS_READ, Hints.READ, "{}"));
        var dialect = ToolCatalog.listedToAll(tools, ArgumentSynonyms.NONE);
        var careful = reader(Credential.Kind.AGENT_TOKEN).restrictedTo(new Restrictions(null, false, true));
        var selection = dialect.selection(path(false, null), careful);
        assertThat(dialect.tools(selection)).hasSize(2);
    }

    @Test
    void names_of_others_are_answered_to_and_not_listed_unless_there_is_such_a_tool() {
        var others = ToolCatalog.listedToAll(
                List.of(
                        tool("list", Toolset.TASKS, Scope.TASKS_WRITE, Hints.CHANGE, "{}"),
                        tool("other", Toolset.TASKS, Scope.TASKS_READ, Hints.READ, "{}")),
                ArgumentSynonyms.NONE);
        var own = List.of(tool("list", Toolset.TASKS, Scope.TASKS_READ, Hints.READ, "{}"));
        var both = ToolCatalog.answeringTo(List.of(others), own, ArgumentSynonyms.NATIVE);
        assertThat(both.tools(both.selection(path(false, null), oauth()))).hasSize(1);
        assertThat(both.find("other")).isEqualTo(others.find("other"));
        assertThat(both.find("list").orElseThrow().definition().scopes()).containsExactly(Scope.TASKS_READ);
        assertThat(both.scopes(path(false, null))).containsExactly(Scope.TASKS_READ);
        assertThatThrownBy(() -> ToolCatalog.answeringTo(List.of(others, others), own, ArgumentSynonyms.NATIVE))
                .hasMessageContaining("other");
    }

    @Test
    void a_path_asks_for_the_scopes_of_what_it_lists() {
        assertThat(catalog.scopes(path(false, null))).containsExactly(Scope.TASKS_READ, Scope.TASKS_WRITE);
        assertThat(catalog.scopes(path(true, null))).containsExactly(Scope.TASKS_READ);
    }

    @Test
    void a_duplicate_or_a_bad_name_stops_the_start() {
        var tool = tool("twice", Toolset.TASKS, null, Hints.READ, "{}");
        assertThatThrownBy(() -> new ToolCatalog(List.of(tool, tool), ArgumentSynonyms.NONE))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> new ToolCatalog(
                        List.of(tool("a b", Toolset.TASKS, null, Hints.READ, "{}")), ArgumentSynonyms.NONE))
                .hasMessageContaining("a b");
    }

    private List<String> listed(McpPath path, Caller caller) {
        return catalog.tools(catalog.selection(path, caller)).stream()
                .map(tool -> tool.definition().name())
                .toList();
    }

    private static McpPath path(boolean readOnly, @org.jspecify.annotations.Nullable String project) {
        return new McpPath("/mcp", null, project, EnumSet.allOf(Toolset.class), readOnly);
    }

    private static Caller oauth() {
        return TestCallers.caller(1, Credential.Kind.OAUTH, Scope.OF_TOOLS, TestCallers.ACME);
    }

    private static Caller reader(Credential.Kind kind) {
        return TestCallers.caller(2, kind, Set.of(Scope.TASKS_READ), TestCallers.ACME);
    }

    private static Tool tool(
            String name,
            Toolset toolset,
            @org.jspecify.annotations.Nullable Scope scope,
            Hints hints,
            String properties) {
        return FixtureTool.of(
                name,
                name,
                toolset,
                scope == null ? Set.of() : Set.of(scope),
                hints,
                new JsonObject(properties),
                call -> Future.succeededFuture(FixtureTool.text(name)));
    }
}
