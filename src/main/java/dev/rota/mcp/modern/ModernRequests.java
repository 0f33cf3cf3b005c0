package dev.rota.mcp.modern;

import dev.rota.failure.FailureCode;
import dev.rota.json.JsonBytes;
import dev.rota.jsonrpc.JsonRpcRequest;
import dev.rota.mcp.McpRequest;
import dev.rota.mcp.catalog.Features;
import dev.rota.mcp.modern.ModernInvocation.ModernSettings;
import dev.rota.mcp.protocol.Access;
import dev.rota.mcp.protocol.Answer;
import dev.rota.mcp.protocol.Cancellation;
import dev.rota.mcp.protocol.ClientName;
import dev.rota.mcp.protocol.FailureToMcp;
import dev.rota.mcp.protocol.McpDispatcher;
import dev.rota.mcp.protocol.Method;
import dev.rota.mcp.protocol.Outbound;
import dev.rota.mcp.protocol.ProtocolException;
import dev.rota.mcp.protocol.Revision;
import dev.rota.mcp.protocol.ServerInfo;
import dev.rota.seal.SealKeys;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Modern requests of one endpoint: checks metadata and mirrored headers, then dispatches. */
public final class ModernRequests {
    private final Access access;
    private final FailureToMcp failures;
    private final McpDispatcher dispatcher;
    private final ModernSettings settings;

    /**
     * @param shared methods of both eras
     * @param keys sign {@code requestState}
     */
    public ModernRequests(
            Features features,
            ServerInfo server,
            Map<String, Method> shared,
            Access access,
            FailureToMcp failures,
            SealKeys keys,
            Clock clock) {
        this.access = access;
        this.failures = failures;
        var methods = new HashMap<>(shared);
        methods.put("server/discover", Method.confirmed(access, new Discover(features, server)));
        dispatcher = new McpDispatcher(methods, access, failures);
        settings =
                new ModernSettings(new RequestStates(keys, clock), JsonBytes.of(server.toJson()), features.logging());
    }

    /** Answers one request; the future never fails. */
    public Future<Answer> answer(
            McpRequest request, JsonRpcRequest message, Outbound outbound, Cancellation cancellation) {
        RequestMeta meta;
        try {
            meta = checked(request, message);
        } catch (ProtocolException refused) {
            return access.<Answer>refuse(request, refused)
                    .recover(cause -> Future.succeededFuture(failures.answer(cause, message.id(), request)));
        }
        return dispatcher.answer(new ModernInvocation(
                settings,
                ClientName.describe(request, Revision.V2026_07_28, meta.client()),
                message,
                meta,
                outbound,
                cancellation));
    }

    /** In this order: metadata, version header, version, method header, name header (MCP transports). */
    private static RequestMeta checked(McpRequest request, JsonRpcRequest message) {
        var meta = RequestMeta.of(message.params());
        var headers = new MirrorHeaders(request.http().headers());
        headers.checkVersion(meta.version());
        if (Revision.of(meta.version()).filter(Revision::isModern).isEmpty()) {
            throw unsupported(meta.version());
        }
        headers.checkMethod(message.method(), message.params());
        return meta;
    }

    private static ProtocolException unsupported(String version) {
        var data = new JsonObject()
                .put("supported", new JsonArray().add(Revision.V2026_07_28.wire()))
                .put("requested", version.substring(0, Math.min(64, version.length())));
        return ProtocolException.of(
                FailureCode.UNSUPPORTED_PROTOCOL_VERSION, "This protocol version is not served", data);
    }
}
