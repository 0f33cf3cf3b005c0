package dev.rota.mcp.legacy;

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
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request of the legacy era. There is no session, so nothing is known of the client's capabilities, and no question
 * is sent to it.
 */
final class LegacyInvocation implements Invocation {
    private static final int RESOURCE_NOT_FOUND = -32002; // MCP 2025-11-25, resources, "Error Handling"

    private final McpRequest request;
    private final JsonRpcRequest message;
    private final Outbound outbound;
    private final RunningCalls running;
    private final @Nullable LogLevels logLevels;
    private final Cancellation cancellation = new Cancellation();
    private @Nullable Registered registered;

    /** @param logLevels null where no log messages are offered */
    LegacyInvocation(
            McpRequest request,
            JsonRpcRequest message,
            Outbound outbound,
            RunningCalls running,
            @Nullable LogLevels logLevels) {
        this.request = request;
        this.message = message;
        this.outbound = outbound;
        this.running = running;
        this.logLevels = logLevels;
    }

    private record Registered(Caller caller, CallExchange exchange, Runnable cancel) {}

    @Override
    public McpRequest request() {
        return request;
    }

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

    /** From here on {@code notifications/cancelled} reaches the call; that the client leaves does not cancel it. */
    @Override
    public Exchange exchange(Caller caller) {
        finished();
        var meta = params().getValue("_meta") instanceof JsonObject given ? given : new JsonObject();
        var wishes = new CallExchange.Wishes(
                progressToken(meta),
                logLevels == null ? null : logLevels.of(caller),
                Set.of(),
                new JsonObject(),
                null,
                IdempotencyKeys.of(request.http().headers(), meta));
        var exchange = new CallExchange(wishes, outbound, cancellation);
        registered = new Registered(caller, exchange, cancelOn(Vertx.currentContext()));
        running.add(caller, id(), registered.cancel);
        return exchange;
    }

    private Runnable cancelOn(@Nullable Context context) {
        return () -> {
            if (context == null) {
                cancellation.cancel();
            } else {
                context.runOnContext(now -> cancellation.cancel()); // the notification comes on another event loop
            }
        };
    }

    private static @Nullable Object progressToken(JsonObject meta) {
        var token = meta.getValue("progressToken");
        return token instanceof String || token instanceof Integer || token instanceof Long ? token : null;
    }

    @Override
    public void finished() {
        if (registered != null) {
            running.remove(registered.caller, id(), registered.cancel);
            registered.exchange.finish();
            registered = null;
        }
    }

    @Override
    public ProtocolException noSuchResource(String uri) {
        var data = new JsonObject().put("uri", uri.substring(0, Math.min(2_048, uri.length())));
        return ProtocolException.inBand(FailureCode.NOT_FOUND, RESOURCE_NOT_FOUND, "No such resource", data);
    }

    @Override
    public ProtocolException noSuchMethod() {
        return ProtocolException.inBand(FailureCode.METHOD_NOT_FOUND, "No such method");
    }

    @Override
    public JsonBytes encode(MethodResult result) {
        return JsonRpcCodec.result(id(), result.expectedBytes(), result::writeWithMeta);
    }
}
