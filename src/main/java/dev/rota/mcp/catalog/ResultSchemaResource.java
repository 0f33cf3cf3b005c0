package dev.rota.mcp.catalog;

import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.mcp.Exchange;
import dev.rota.mcp.Resource;
import dev.rota.mcp.Tool;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * {@code schema://tools/{name}}: the JSON Schema of a tool's result. It is not in {@code tools/list}, most of which it
 * would be (catalogue section 1); who wants it reads it here. No organization's data is in it, so no scope is needed.
 */
public final class ResultSchemaResource implements Resource {
    private static final String FILES = "/dev/rota/mcp/result-schemas/";
    private static final String MIME_TYPE = "application/schema+json";
    private static final ResourceDefinition DEFINITION = new ResourceDefinition(
            "schema://tools/{name}",
            "tool_result_schema",
            "Result schema of a tool",
            "JSON Schema (2020-12) of the structured content that a tool returns.",
            MIME_TYPE,
            Set.of());

    private final Map<String, String> schemas = new HashMap<>();

    /**
     * Reads the schemas of {@code tools} from the class path, so not on an event loop.
     *
     * @throws IllegalArgumentException if one has none
     */
    public ResultSchemaResource(List<? extends Tool> tools) {
        tools.forEach(tool ->
                schemas.put(tool.definition().name(), load(tool.definition().name())));
    }

    @Override
    public ResourceDefinition definition() {
        return DEFINITION;
    }

    @Override
    public boolean readsData() {
        return false;
    }

    @Override
    public Future<Contents> read(Caller caller, String uri, Map<String, String> variables, Exchange exchange) {
        var schema = schemas.get(Objects.requireNonNull(variables.get("name")));
        return schema == null
                ? Future.failedFuture(new Failure.NotFound("schema").asException())
                : Future.succeededFuture(new Contents(List.of(new JsonObject()
                        .put("uri", uri)
                        .put("mimeType", MIME_TYPE)
                        .put("text", schema))));
    }

    @Override
    public Future<List<String>> complete(Caller caller, String variable, String value) {
        return Future.succeededFuture(schemas.keySet().stream()
                .filter(name -> name.startsWith(value))
                .sorted()
                .toList());
    }

    private static String load(String tool) {
        try (var file = ResultSchemaResource.class.getResourceAsStream(FILES + tool + ".json")) {
            if (file == null) {
                throw new IllegalArgumentException("there is no result schema of " + tool);
            }
            return new JsonObject(new String(file.readAllBytes(), StandardCharsets.UTF_8)).encode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
