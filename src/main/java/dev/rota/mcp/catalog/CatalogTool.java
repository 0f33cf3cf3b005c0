package dev.rota.mcp.catalog;

import dev.rota.failure.Failure;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.OwnArguments;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolDefinition;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One tool of a catalogue, with everything about it that can be computed before the first call. */
public final class CatalogTool {
    /** The argument whose value a path can pin. */
    private static final String PROJECT = "project";

    /** Names of the argument that every tool accepts; a dialect's may list it. */
    private static final List<String> ORGANIZATION = List.of("organization", "org", "organizationId");

    private final Tool tool;
    private final @Nullable ArgumentsSchema schema;
    private final Map<String, String> mirrored;
    private final JsonBytes listed;
    private final JsonBytes listedInProject;

    CatalogTool(Tool tool, ArgumentSynonyms synonyms) {
        this.tool = tool;
        var definition = tool.definition();
        schema = tool instanceof OwnArguments ? null : ArgumentsSchema.of(definition, synonyms);
        mirrored = MirroredArguments.of(definition.name(), definition.inputSchema());
        listed = encode(tool, definition.inputSchema());
        listedInProject = encode(tool, schema == null ? definition.inputSchema() : withoutProject(definition));
    }

    public Tool tool() {
        return tool;
    }

    public ToolDefinition definition() {
        return tool.definition();
    }

    /** Header name to pointer of the argument it mirrors. */
    public Map<String, String> mirrored() {
        return mirrored;
    }

    /** Its entry in {@code tools/list}. */
    JsonBytes listed(boolean projectIsPinned) {
        return projectIsPinned ? listedInProject : listed;
    }

    /** The organization that {@code arguments} name and this method removes; null when they name none. */
    public @Nullable String takeOrganization(JsonObject arguments) {
        String found = null;
        for (var name : ORGANIZATION) {
            if (arguments.getValue(name) != null && !meansItself(name)) {
                var value = reference(name, arguments.remove(name));
                if (found != null && !found.equals(value)) {
                    throw new Failure.InvalidInput(name, "'" + name + "' names a second organization").asException();
                }
                found = value;
            }
        }
        return found;
    }

    /** Whether a tool that validates by itself has an argument of that name. */
    private boolean meansItself(String name) {
        return schema == null
                && definition()
                        .inputSchema()
                        .getJsonObject("properties", new JsonObject())
                        .containsKey(name);
    }

    private static String reference(String name, Object value) {
        var problems = new Problems();
        var text = new Rule.Reference().check(value, name, problems);
        if (text instanceof String reference && problems.isEmpty()) {
            return reference;
        }
        throw new Failure.InvalidInput(name, "'" + name + "' must be a slug or an id").asException();
    }

    /**
     * The arguments to call the tool with.
     *
     * @param project what the path pins; null when it pins none
     * @throws dev.rota.failure.FailureException with {@code validation_failed}, or {@code not_found} for a project
     *     other than the pinned one
     */
    public JsonObject arguments(JsonObject given, @Nullable String project) {
        if (schema == null) {
            return ((OwnArguments) tool).validated(given);
        }
        var resolved = schema.resolve(given);
        if (project != null && schema.accepts(PROJECT)) {
            pin(resolved, project);
        }
        return schema.validate(resolved);
    }

    private static void pin(JsonObject arguments, String project) {
        var named = arguments.getValue(PROJECT);
        if (named != null && !project.equalsIgnoreCase(named.toString())) {
            throw new Failure.NotFound(PROJECT).asException();
        }
        arguments.put(PROJECT, project);
    }

    private static JsonObject withoutProject(ToolDefinition definition) {
        var schema = definition.inputSchema().copy();
        schema.getJsonObject("properties", new JsonObject()).remove(PROJECT);
        var required = schema.getJsonArray("required");
        if (required != null && required.remove(PROJECT) && required.isEmpty()) {
            schema.remove("required");
        }
        return schema;
    }

    /** All four hints are stated: hosts differ in what they assume for a missing one. */
    private static JsonBytes encode(Tool tool, JsonObject schema) {
        var definition = tool.definition();
        var hints = definition.hints();
        return JsonBytes.of(new JsonObject()
                .put("name", definition.name())
                .put("title", definition.title())
                .put("description", definition.description())
                .put("inputSchema", schema)
                .put(
                        "annotations",
                        new JsonObject()
                                .put("readOnlyHint", hints.readOnly())
                                .put("destructiveHint", hints.destructive())
                                .put("idempotentHint", hints.idempotent())
                                .put("openWorldHint", hints.openWorld()))
                .mergeIn(tool.listedBeside()));
    }
}
