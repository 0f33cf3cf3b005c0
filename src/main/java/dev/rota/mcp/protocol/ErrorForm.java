package dev.rota.mcp.protocol;

import dev.rota.json.JsonBytes;
import dev.rota.jsonrpc.JsonRpcCodec;
import dev.rota.jsonrpc.JsonRpcError;
import dev.rota.jsonrpc.RequestId;
import org.jspecify.annotations.Nullable;

/** Which numbers and words an endpoint has for its errors, and how they are framed. */
public interface ErrorForm {
    /** That of MCP (security section 1). */
    ErrorForm MCP = new ErrorForm() {
        @Override
        public ProtocolException said(ProtocolException error) {
            return error;
        }

        @Override
        public JsonBytes framed(@Nullable RequestId id, JsonRpcError error) {
            return JsonRpcCodec.error(id, error);
        }
    };

    /** The error as it is said here. */
    ProtocolException said(ProtocolException error);

    /** The bytes of an error. {@code id} is null where none could be read. */
    JsonBytes framed(@Nullable RequestId id, JsonRpcError error);
}
