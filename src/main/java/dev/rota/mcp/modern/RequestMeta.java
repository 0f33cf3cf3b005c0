package dev.rota.mcp.modern;

import dev.rota.failure.FailureCode;
import dev.rota.mcp.protocol.LogLevel;
import dev.rota.mcp.protocol.ProtocolException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The metadata a modern request carries under {@code params._meta} (MCP base, "_meta").
 *
 * @param json all of it
 * @param version what the request says it speaks
 * @param capabilities of the client, for this request alone
 */
record RequestMeta(JsonObject json, String version, JsonObject capabilities) {
    static final String VERSION = "io.modelcontextprotocol/protocolVersion";
    static final String CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
    static final String CLIENT = "io.modelcontextprotocol/clientInfo";
    static final String LOG_LEVEL = "io.modelcontextprotocol/logLevel";

    /** @throws ProtocolException with {@code invalid_params} and HTTP 400 where a required member is missing */
    static RequestMeta of(JsonObject params) {
        if (!(params.getValue("_meta") instanceof JsonObject meta)) {
            throw missing("params._meta must be an object");
        }
        if (!(meta.getValue(VERSION) instanceof String version)) {
            throw missing("_meta must have '" + VERSION + "', a string");
        }
        if (!(meta.getValue(CAPABILITIES) instanceof JsonObject capabilities)) {
            throw missing("_meta must have '" + CAPABILITIES + "', an object");
        }
        return new RequestMeta(meta, version, capabilities);
    }

    /** Where notifications of progress are to go; null when none are wanted. */
    @Nullable
    Object progressToken() {
        var token = json.getValue("progressToken");
        if (token == null || token instanceof String || token instanceof Integer || token instanceof Long) {
            return token;
        }
        throw ProtocolException.invalidParams("'progressToken' must be a string or an integer");
    }

    /** The least severe log message wanted; null when none is. */
    @Nullable
    LogLevel logLevel() {
        var level = json.getValue(LOG_LEVEL);
        if (level == null) {
            return null;
        }
        return LogLevel.of(String.valueOf(level))
                .orElseThrow(() -> ProtocolException.invalidParams("'" + LOG_LEVEL + "' is not a log level"));
    }

    /** What the client says of itself; anything at all. */
    @Nullable
    Object client() {
        return json.getValue(CLIENT);
    }

    private static ProtocolException missing(String message) {
        return ProtocolException.of(FailureCode.INVALID_PARAMS, message);
    }
}
