package dev.rota.mcp.method;

import dev.rota.mcp.protocol.ProtocolException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Parameters of a method, by type; anything else is {@code invalid_params}. */
final class Params {
    private Params() {}

    static String text(JsonObject params, String name) {
        if (params.getValue(name) instanceof String text) {
            return text;
        }
        throw ProtocolException.invalidParams("'" + name + "' must be a string");
    }

    static @Nullable String optionalText(JsonObject params, String name) {
        return params.getValue(name) == null ? null : text(params, name);
    }

    static JsonObject object(JsonObject params, String name) {
        if (params.getValue(name) instanceof JsonObject object) {
            return object;
        }
        throw ProtocolException.invalidParams("'" + name + "' must be an object");
    }

    /** An empty object when absent. */
    static JsonObject optionalObject(JsonObject params, String name) {
        return params.getValue(name) == null ? new JsonObject() : object(params, name);
    }
}
