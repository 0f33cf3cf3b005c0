package dev.rota.mcp.plain;

import dev.rota.failure.FailureCode;
import dev.rota.json.JsonBytes;
import dev.rota.jsonrpc.JsonRpcCodec;
import dev.rota.jsonrpc.JsonRpcError;
import dev.rota.jsonrpc.RequestId;
import dev.rota.mcp.protocol.ErrorForm;
import dev.rota.mcp.protocol.ProtocolException;
import org.jspecify.annotations.Nullable;

/** Errors under the numbers of a system that had them before MCP reserved them (security section 1). */
public final class PlainErrors implements ErrorForm {
    private static final int UNAUTHORIZED = -32000;
    private static final int FORBIDDEN = -32001;

    @Override
    public ProtocolException said(ProtocolException error) {
        if (error.jsonRpc() == FailureCode.INVALID_TOKEN.jsonRpc()) {
            return error.saidAs(UNAUTHORIZED, "Unauthorized: " + error.text());
        }
        return error.jsonRpc() == FailureCode.FORBIDDEN.jsonRpc()
                ? error.saidAs(FORBIDDEN, "Forbidden: " + error.text())
                : error;
    }

    @Override
    public JsonBytes framed(@Nullable RequestId id, JsonRpcError error) {
        return id == null ? JsonRpcCodec.errorOfNone(error) : JsonRpcCodec.error(id, error);
    }
}
