package dev.rota.mcp;

import dev.rota.audit.Action;
import io.vertx.core.Future;
import java.util.Set;

/**
 * One tool. The definition is a constant; what every tool needs (finding it, scopes, synonyms, validation of the
 * arguments) has happened before {@link #call}.
 */
public interface Tool {
    ToolDefinition definition();

    /**
     * Runs the tool in one transaction of the caller.
     *
     * @return the result; a failed future with a {@link dev.rota.failure.FailureException} becomes a result with
     *     {@code isError}, or the HTTP status its code asks for
     */
    Future<ToolResult> call(ToolCall call);

    /** What the audit calls a call of this tool under the name {@code called}. */
    default Action action(String called) {
        return Action.mcp(definition().name()).calledAs(called);
    }

    /** Capabilities of the client, such as {@code sampling}, without which no call can succeed (modern era). */
    default Set<String> clientCapabilities() {
        return Set.of();
    }
}
