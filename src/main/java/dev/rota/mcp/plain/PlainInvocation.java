package dev.rota.mcp.plain;

import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.jsonrpc.JsonRpcCodec;
import dev.rota.jsonrpc.JsonRpcRequest;
import dev.rota.jsonrpc.RequestId;
import dev.rota.mcp.Exchange;
import dev.rota.mcp.McpRequest;
import dev.rota.mcp.protocol.CallExchange;
import dev.rota.mcp.protocol.Cancellation;
import dev.rota.mcp.protocol.IdempotencyKeys;
import dev.rota.mcp.protocol.Invocation;
import dev.rota.mcp.protocol.MethodResult;
import dev.rota.mcp.protocol.Outbound;
import dev.rota.mcp.protocol.ProtocolException;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * A request without an era: nothing is sent while it runs, and nothing is known of its client.
 *
 * @param headers those that are about this one message; none in a batch
 * @param cancellation of the whole exchange
 */
record PlainInvocation(McpRequest request, JsonRpcRequest message, MultiMap headers, Cancellation cancellation)
        implements Invocation {
    @Override
    public RequestId id() {
        return message.id();
    }

    @Override
    public String method() {
        return message.method();
    }

    @Override
    public JsonObject params() {
        return message.params();
    }

    @Override
    public Exchange exchange(Caller caller) {
        var meta = params().getValue("_meta") instanceof JsonObject given ? given : new JsonObject();
        var wishes = new CallExchange.Wishes(
                null, null, Set.of(), new JsonObject(), null, IdempotencyKeys.of(headers, meta));
        return new CallExchange(wishes, Outbound.NONE, cancellation);
    }

    @Override
    public void finished() {}

    @Override
    public ProtocolException noSuchResource(String uri) {
        return ProtocolException.inBand(FailureCode.NOT_FOUND, "No such resource");
    }

    @Override
    public ProtocolException noSuchMethod() {
        return ProtocolException.inBand(FailureCode.METHOD_NOT_FOUND, "Method not found");
    }

    /** Here a tool is a method like any other (catalogue section 9, "error codes"). */
    @Override
    public ProtocolException noSuchTool(String name) {
        return ProtocolException.inBand(
                FailureCode.METHOD_NOT_FOUND, "Method not found: there is no tool '" + name + "'");
    }

    @Override
    public JsonBytes encode(MethodResult result) {
        return JsonRpcCodec.result(id(), result.expectedBytes(), result::writeWithMeta);
    }
}
