package dev.rota.mcp;

import dev.rota.identity.Caller;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A prompt: text with arguments that the client's own model works on. */
public interface Prompt {
    PromptDefinition definition();

    /** The messages for these arguments, all required ones present. */
    Future<PromptResult> get(Caller caller, Map<String, String> arguments, Exchange exchange);

    /** What {@code prompts/list} says of it. */
    record PromptDefinition(String name, String title, String description, List<Argument> arguments) {
        public PromptDefinition {
            arguments = List.copyOf(arguments);
        }
    }

    /** One argument of a prompt. */
    record Argument(String name, String description, boolean required) {}

    /** Messages, or a question back (modern era). */
    sealed interface PromptResult {
        /** @param messages {@code {"role": ..., "content": {...}}} */
        record Messages(String description, List<JsonObject> messages) implements PromptResult {}

        /** As {@link ToolResult.InputRequired}. */
        record InputRequired(Map<String, JsonObject> requests, @Nullable JsonObject state) implements PromptResult {}
    }

    /** Values for {@code completion/complete}; by default none. At most 100 are sent. */
    default Future<List<String>> complete(Caller caller, String argument, String value, Map<String, String> context) {
        return Future.succeededFuture(List.of());
    }

    /** Scopes a completion needs, because its values come from the organization's data. */
    default Set<dev.rota.identity.Scope> completionScopes() {
        return Set.of();
    }
}
