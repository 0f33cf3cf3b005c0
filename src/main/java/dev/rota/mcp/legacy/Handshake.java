package dev.rota.mcp.legacy;

import dev.rota.mcp.catalog.Features;
import dev.rota.mcp.protocol.Access;
import dev.rota.mcp.protocol.Method;
import dev.rota.mcp.protocol.MethodResult;
import dev.rota.mcp.protocol.ServerInfo;
import io.vertx.core.Future;
import java.util.Map;

/** How clients begin, and find out whether the server is still there: {@code initialize} and {@code ping}. */
public final class Handshake {
    private Handshake() {}

    public static Map<String, Method> of(Features features, ServerInfo server, Access access) {
        return Map.of(
                "initialize",
                Method.confirmed(access, new Initialize(features, server)),
                "ping",
                Method.confirmed(access, (caller, invocation) -> nothing()));
    }

    private static Future<MethodResult> nothing() {
        return Future.succeededFuture(MethodResult.of(64, writer -> {}));
    }
}
