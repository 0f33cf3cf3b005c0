package dev.rota.mcp;

import io.vertx.core.json.JsonObject;

/**
 * A tool that validates its arguments by itself, so that its published schema may use all of JSON Schema. Synonyms and
 * pinned projects do not apply to it.
 */
public interface OwnArguments extends Tool {
    /**
     * The arguments to call it with.
     *
     * @throws dev.rota.failure.FailureException with {@code validation_failed}
     */
    JsonObject validated(JsonObject arguments);
}
