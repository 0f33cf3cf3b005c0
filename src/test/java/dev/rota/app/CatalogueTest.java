package dev.rota.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.Toolset;
import dev.rota.mcp.catalog.ArgumentSynonyms;
import dev.rota.mcp.catalog.CatalogTool;
import dev.rota.mcp.catalog.Features;
import dev.rota.mcp.catalog.Selection;
import dev.rota.mcp.catalog.ToolListing;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Rules over the whole catalogue, and what is published of it. {@code -Dtools.rewrite=true} writes the snapshots; the
 * difference is the review.
 */
class CatalogueTest {
    private static final boolean REWRITE = Boolean.getBoolean("tools.rewrite");
    private static final Path SNAPSHOTS = Path.of("src/test/resources/dev/rota/mcp/tools");
    private static final Path HASH = Path.of("src/test/resources/dev/rota/mcp/tools-list.sha256");
    private static final Set<String> TYPES = Set.of("string", "integer", "number", "boolean", "array", "object");
    private static final Set<String> KEYWORDS = Set.of(
            "type",
            "description",
            "enum",
            "items",
            "properties",
            "required",
            "additionalProperties",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems");

    /** May be called by everybody: it says who one is. */
    private static final Set<String> WITHOUT_SCOPE = Set.of("get_context");

    /** Named by the contract of connectors. */
    private static final Set<String> WITHOUT_NOUN = Set.of("search", "fetch");

    private static Vertx vertx;
    private static Features features;

    @BeforeAll
    static void make() {
        vertx = Vertx.vertx();
        features = TestCatalogue.unconnected(vertx);
    }

    @AfterAll
    static void close() {
        TestDatabase.await(vertx.close());
    }

    private static List<ToolDefinition> definitions() {
        return features.tools().tools().stream().map(CatalogTool::definition).toList();
    }

    @Test
    void the_first_fourteen_tools_are_there_in_their_order() {
        assertThat(definitions().stream().map(ToolDefinition::name))
                .startsWith(
                        "get_context",
                        "list_tasks",
                        "get_task",
                        "create_task",
                        "create_tasks",
                        "update_task",
                        "add_comment",
                        "claim_task",
                        "report_progress",
                        "finish_attempt",
                        "add_artifact",
                        "log_commit",
                        "ask_human",
                        "select_task");
    }

    @Test
    void every_tool_is_named_by_a_verb_and_a_noun_and_says_what_it_is_for() {
        assertThat(definitions()).allSatisfy(tool -> {
            if (!WITHOUT_NOUN.contains(tool.name())) {
                assertThat(tool.name()).matches("[a-z]+(_[a-z]+)+");
            }
            assertThat(tool.title()).isNotBlank();
            assertThat(tool.description()).endsWith(".").hasSizeBetween(15, 250);
        });
    }

    @Test
    void every_tool_needs_a_scope_of_tools() {
        assertThat(definitions())
                .filteredOn(tool -> !WITHOUT_SCOPE.contains(tool.name()))
                .allSatisfy(tool -> assertThat(tool.scopes()).isNotEmpty().isSubsetOf(Scope.OF_TOOLS));
    }

    @Test
    void hints_do_not_contradict_each_other_or_the_scopes() {
        assertThat(definitions()).allSatisfy(tool -> {
            var hints = tool.hints();
            assertThat(hints.readOnly() && hints.destructive()).isFalse();
            assertThat(!hints.readOnly() || hints.idempotent()).isTrue();
            assertThat(!hints.readOnly()
                            || tool.scopes().stream()
                                    .allMatch(scope -> scope.wire().endsWith(":read")))
                    .isTrue();
        });
    }

    @Test
    void every_listed_tool_states_four_hints_and_no_output_schema() {
        assertThat(listing(Selections.ALL)).allSatisfy(listed -> {
            var tool = listed.toJsonObject();
            assertThat(tool.fieldNames()).containsExactly("name", "title", "description", "inputSchema", "annotations");
            assertThat(tool.getJsonObject("annotations").fieldNames())
                    .containsExactly("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint");
        });
    }

    @Test
    void schemas_are_closed_and_keep_to_what_strict_model_providers_take() {
        assertThat(definitions()).allSatisfy(tool -> checkObject(tool.inputSchema(), 0));
    }

    private static void checkObject(JsonObject schema, int depth) {
        assertThat(depth).as("levels of nesting").isLessThanOrEqualTo(1);
        assertThat(schema.getBoolean("additionalProperties")).isFalse();
        var properties = schema.getJsonObject("properties", new JsonObject());
        assertThat(properties.fieldNames())
                .allMatch(name -> name.matches("[a-z]+(_[a-z]+)*"))
                .containsAll(schema.getJsonArray("required", new JsonArray()).stream()
                        .map(String.class::cast)
                        .toList());
        properties.forEach(property -> checkProperty((JsonObject) property.getValue(), depth));
    }

    private static void checkProperty(JsonObject schema, int depth) {
        assertThat(KEYWORDS).containsAll(schema.fieldNames());
        assertThat(TYPES).contains(schema.getString("type"));
        var items = schema.getJsonObject("items");
        if (items != null && "object".equals(items.getString("type"))) {
            checkObject(items, depth + 1);
        } else if (items != null) {
            checkProperty(items, depth);
        }
    }

    @Test
    void no_argument_says_who_acts() {
        assertThat(definitions()).allSatisfy(tool -> assertThat(
                        tool.inputSchema().getJsonObject("properties").fieldNames())
                .doesNotContain("actor_id", "user", "user_id", "updated_by", "organization")
                .doesNotContain(tool.name().equals("list_audit") ? "" : "actor")); // there it says whose to list
    }

    @Test
    void the_listing_has_the_same_bytes_however_often_it_is_made_and_they_are_pinned() throws Exception {
        var listed = listing(Selections.DEFAULT);
        var again = new ToolListing(TestCatalogue.unconnected(vertx).tools(), 100)
                .page(Selections.DEFAULT, null)
                .items();
        assertThat(texts(again)).isEqualTo(texts(listed));
        var hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(String.join("\n", texts(listed)).getBytes(StandardCharsets.UTF_8)));
        if (REWRITE) {
            Files.writeString(HASH, hash + "\n");
        }
        assertThat(hash).isEqualTo(Files.readString(HASH).strip());
    }

    @TestFactory
    Stream<DynamicTest> each_definition_is_as_it_was_reviewed() {
        return listing(Selections.ALL).stream()
                .map(JsonBytes::toJsonObject)
                .map(tool -> DynamicTest.dynamicTest(tool.getString("name"), () -> compare(tool)));
    }

    private static void compare(JsonObject tool) throws IOException {
        var file = SNAPSHOTS.resolve(tool.getString("name") + ".json");
        if (REWRITE) {
            Files.createDirectories(SNAPSHOTS);
            Files.writeString(file, tool.encodePrettily() + "\n");
        }
        assertThat(tool.encodePrettily() + "\n").isEqualTo(Files.readString(file));
    }

    @Test
    void there_is_no_snapshot_of_a_tool_that_is_gone() throws IOException {
        try (var files = Files.list(SNAPSHOTS)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
                    .containsExactlyInAnyOrderElementsOf(
                            definitions().stream().map(ToolDefinition::name).toList());
        }
    }

    @Test
    void synonyms_lead_to_arguments_that_some_tool_has() {
        var known = definitions().stream()
                .flatMap(tool -> tool.inputSchema().getJsonObject("properties").fieldNames().stream())
                .collect(Collectors.toSet());
        assertThat(known).containsAll(ArgumentSynonyms.NATIVE.targets().values());
    }

    private static List<JsonBytes> listing(Selection selection) {
        return new ToolListing(features.tools(), 100).page(selection, null).items();
    }

    private static List<String> texts(List<JsonBytes> listed) {
        return listed.stream().map(JsonBytes::toString).toList();
    }

    /** What the two paths select for a credential with every scope. */
    private static final class Selections {
        static final Selection ALL = new Selection(Set.of(Toolset.values()), false, false, Scope.OF_TOOLS);
        static final Selection DEFAULT = new Selection(
                Stream.of(Toolset.values()).filter(Toolset::onByDefault).collect(Collectors.toSet()),
                false,
                false,
                Scope.OF_TOOLS);
    }
}
