package dev.rota.mcp.endpoint;

import dev.rota.mcp.McpRequest;
import dev.rota.mcp.protocol.Answer;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** How the bodies sent to an endpoint are understood. */
@FunctionalInterface
interface Manner {
    /**
     * Answers one body; the future never fails.
     *
     * @param json the parsed body
     */
    Future<Answer> answer(McpRequest request, @Nullable Object json, HttpReply reply);
}
