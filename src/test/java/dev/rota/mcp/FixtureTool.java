package dev.rota.mcp;

import dev.rota.identity.Scope;
import dev.rota.mcp.ToolDefinition.Hints;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** A tool made of its parts. */
public record FixtureTool(
        ToolDefinition definition, Set<String> clientCapabilities, Function<ToolCall, Future<ToolResult>> work)
        implements Tool {

    /** One that takes no arguments and reads. */
    public static FixtureTool of(String name, String description, Function<ToolCall, Future<ToolResult>> work) {
        return of(name, description, new JsonObject(), work);
    }

    /** @param properties of its input schema, all optional */
    public static FixtureTool of(
            String name, String description, JsonObject properties, Function<ToolCall, Future<ToolResult>> work) {
        return of(name, description, Toolset.CONTEXT, Set.of(), Hints.READ, properties, work);
    }

    public static FixtureTool of(
            String name,
            String description,
            Toolset toolset,
            Set<Scope> scopes,
            Hints hints,
            JsonObject properties,
            Function<ToolCall, Future<ToolResult>> work) {
        var schema = new JsonObject().put("type", "object").put("additionalProperties", false);
        if (!properties.isEmpty()) {
            schema.put("properties", properties);
        }
        var definition = new ToolDefinition(name, name, description, toolset, scopes, hints, schema, new JsonObject());
        return new FixtureTool(definition, Set.of(), work);
    }

    public FixtureTool needing(String capability) {
        return new FixtureTool(definition, Set.of(capability), work);
    }

    /** The same with a list of required arguments. */
    public FixtureTool requiring(String... names) {
        definition.inputSchema().put("required", new io.vertx.core.json.JsonArray(List.of(names)));
        return this;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        return work.apply(call);
    }

    public static ToolResult text(String text) {
        return new ToolResult.Complete(null, List.of(textBlock(text)), false);
    }

    public static ToolResult blocks(JsonObject... blocks) {
        return new ToolResult.Complete(null, List.of(blocks), false);
    }

    public static JsonObject textBlock(String text) {
        return new JsonObject().put("type", "text").put("text", text);
    }
}
