package dev.rota.cli.bridge;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One message of a client as the bridge looks at it.
 *
 * @param text as it came, which is what is passed on
 * @param json the same, read; empty for a batch
 * @param id of a request, text or number; null for what gets no answer
 */
record Message(String text, JsonObject json, @Nullable Object id) {
    private static final int PARSE_ERROR = -32700;
    private static final int INTERNAL_ERROR = -32603;

    /** @throws DecodeException for what is no JSON object and no batch */
    static Message of(String line) {
        var value = Json.decodeValue(line);
        if (value instanceof JsonArray) {
            return new Message(line, new JsonObject(), null);
        }
        if (value instanceof JsonObject json) {
            return new Message(line, json, json.containsKey("method") ? json.getValue("id") : null);
        }
        throw new DecodeException("not a message");
    }

    String method() {
        return json.getValue("method") instanceof String method ? method : "";
    }

    JsonObject params() {
        return json.getValue("params") instanceof JsonObject params ? params : new JsonObject();
    }

    /** What {@code notifications/cancelled} names; null for every other message. */
    @Nullable
    Object cancels() {
        return method().equals("notifications/cancelled") ? params().getValue("requestId") : null;
    }

    /** Whether anything is to be written for it. */
    boolean isAnswered() {
        return id != null || json.isEmpty();
    }

    /** The answer where the server gave none. */
    JsonObject failed(String message) {
        return error(id, INTERNAL_ERROR, message);
    }

    /** The answer to what cannot be read. */
    static JsonObject unreadable(String message) {
        return error(null, PARSE_ERROR, message);
    }

    private static JsonObject error(@Nullable Object id, int code, String message) {
        return new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", id)
                .put("error", new JsonObject().put("code", code).put("message", message));
    }
}
