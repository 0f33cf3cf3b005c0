package dev.rota.jsonrpc;

import org.jspecify.annotations.Nullable;

/** One message as it was received. */
public sealed interface JsonRpcMessage
        permits JsonRpcRequest, JsonRpcNotification, JsonRpcResponse, JsonRpcMessage.Invalid {
    /**
     * JSON, but no message.
     *
     * @param id of the request it was meant to be, where that much could be read
     */
    record Invalid(@Nullable RequestId id, String reason) implements JsonRpcMessage {}
}
