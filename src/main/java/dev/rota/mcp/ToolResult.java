package dev.rota.mcp;

import dev.rota.json.JsonBytes;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a tool answers: a result, or (modern era) a question back to the client, or a handle of what goes on. */
public sealed interface ToolResult {
    /**
     * The tool is done.
     *
     * @param structured one JSON object, sent as {@code structuredContent}; null sends none
     * @param content blocks to send; when empty, the engine sends {@code structured} as one text block
     */
    record Complete(@Nullable JsonBytes structured, List<JsonObject> content, boolean isError) implements ToolResult {}

    /**
     * The tool needs input first (MCP 2026-07-28, multi round-trip requests). The engine drops what the client cannot
     * answer, signs and binds the state.
     *
     * @param requests key to request: {@code {"method": "elicitation/create", "params": {...}}}
     * @param state what the tool wants back on the retry, readable by the client, protected against change; null for
     *     none
     */
    record InputRequired(Map<String, JsonObject> requests, @Nullable JsonObject state) implements ToolResult {}

    /**
     * The tool goes on in the background. Only for clients that have declared {@link BackgroundTasks#EXTENSION}, which
     * {@link Exchange#clientCapabilities} tells; the task must be found by its id from now on, on every node.
     */
    record Background(BackgroundTask task) implements ToolResult {}

    static ToolResult of(JsonBytes json) {
        return new Complete(json, List.of(), false);
    }

    static ToolResult of(JsonObject json) {
        return of(JsonBytes.of(json));
    }
}
