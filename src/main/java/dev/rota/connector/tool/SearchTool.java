package dev.rota.connector.tool;

import dev.rota.connector.Found;
import dev.rota.connector.Search;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.Toolset;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Set;

/** {@code search}: one half of the contract of ChatGPT's connectors ("Building MCP servers", search tool). */
public final class SearchTool implements Tool {
    private static final int MOST = 20;
    private static final int BYTES_PER_TOKEN = 4;
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "search",
            "Search",
            "Search tasks and requirements.",
            Toolset.CONNECTOR,
            Set.of(Scope.TASKS_READ),
            Hints.READ,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["query"], "properties": {
                      "query": {"type": "string", "maxLength": 500}}}"""),
            new JsonObject());

    private final Operations operations;
    private final Search search;
    private final URI publicUrl;

    public SearchTool(Operations operations, Search search, URI publicUrl) {
        this.operations = operations;
        this.search = search;
        this.publicUrl = publicUrl;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var query = call.arguments().requiredText("query");
        return operations
                .read(call.caller(), call.action(DEFINITION), tx -> search.best(tx, call.caller(), query, MOST)
                        .map(found -> Answer.of(json(call.caller(), found))))
                .map(ToolResult::of);
    }

    private JsonBytes json(Caller caller, List<Found> found) {
        var json = new JsonWriter(2_048);
        json.beginObject().name("results").beginArray();
        for (var one : found) {
            var before = json.mark();
            json.beginObject();
            json.name("id")
                    .value(DocumentId.of(caller, one.organization(), one.key()).text());
            json.name("title").value(one.title());
            json.name("url").value(DocumentId.url(publicUrl, one.organization(), one.kind(), one.key()));
            json.endObject();
            if (json.size() > caller.maxResponseTokens() * BYTES_PER_TOKEN) {
                json.rewind(before);
                break;
            }
        }
        return json.endArray().endObject().toJson();
    }
}
