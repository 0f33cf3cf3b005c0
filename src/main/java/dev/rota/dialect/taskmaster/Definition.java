package dev.rota.dialect.taskmaster;

import dev.rota.dialect.Tier;
import dev.rota.identity.Scope;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.Toolset;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** Puts what {@code /mcp/taskmaster} publishes together: names, arguments and types are that system's. */
final class Definition {
    /**
     * What callers of Task-Master send and what is about its files and its models alone: taken, since there are none
     * here. A tag counts where it is listed: elsewhere a task's id says all.
     */
    private static final String UNLISTED =
            """
            {"project": {"type": "string"}, "request_id": {"type": "string"},
             "projectRoot": {"type": "string"}, "file": {"type": "string"}, "output": {"type": "string"},
             "complexityReport": {"type": "string"}, "skipGenerate": {"type": "boolean"},
             "generate": {"type": "boolean"}, "research": {"type": "boolean"}, "append": {"type": "boolean"}, "force": {"type": "boolean"},
             "maxAttempts": {"type": "integer"}, "files": {"type": "array", "items": {"type": "string"}},
             "yes": {"type": "boolean"}, "confirm": {"type": "boolean"},
             "tag": {"type": "string"}}""";

    private Definition() {}

    /**
     * One tool.
     *
     * @param properties of its arguments, as JSON
     * @param required those of them that must be there
     */
    static ToolDefinition of(
            String name,
            String title,
            String description,
            Tier tier,
            Scope scope,
            Hints hints,
            String properties,
            String... required) {
        return of(name, title, description, tier.toolset(), scope, hints, properties, required);
    }

    static ToolDefinition of(
            String name,
            String title,
            String description,
            Toolset toolset,
            Scope scope,
            Hints hints,
            String properties,
            String... required) {
        var listed = new JsonObject(properties);
        var schema = new JsonObject()
                .put("type", "object")
                .put("additionalProperties", false)
                .put("properties", listed);
        if (required.length > 0) {
            schema.put("required", new JsonArray(List.of(required)));
        }
        var unlisted = new JsonObject(UNLISTED);
        listed.fieldNames().forEach(unlisted::remove);
        return new ToolDefinition(name, title, description, toolset, Set.of(scope), hints, schema, unlisted);
    }
}
