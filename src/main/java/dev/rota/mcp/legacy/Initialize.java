package dev.rota.mcp.legacy;

import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.mcp.catalog.Features;
import dev.rota.mcp.protocol.Invocation;
import dev.rota.mcp.protocol.Method;
import dev.rota.mcp.protocol.MethodResult;
import dev.rota.mcp.protocol.ProtocolException;
import dev.rota.mcp.protocol.Revision;
import dev.rota.mcp.protocol.ServerInfo;
import io.vertx.core.Future;

/**
 * {@code initialize}: the version the client asks for, else the newest legacy one, never a modern date (MCP 2025-11-25,
 * lifecycle). No session is issued: every later request stands by itself.
 */
final class Initialize implements Method.Work {
    private final JsonBytes capabilities;
    private final JsonBytes server;
    private final String instructions;

    Initialize(Features features, ServerInfo server) {
        this.capabilities = JsonBytes.of(features.capabilities());
        this.server = JsonBytes.of(server.toJson());
        this.instructions = server.instructions();
    }

    @Override
    public Future<MethodResult> answer(Caller caller, Invocation invocation) {
        if (!(invocation.params().getValue("protocolVersion") instanceof String wanted)) {
            throw ProtocolException.invalidParams("'protocolVersion' must be a string");
        }
        var version = Revision.of(wanted).filter(r -> !r.isModern()).orElse(Revision.NEWEST_LEGACY);
        return Future.succeededFuture(MethodResult.of(1_024, writer -> write(writer, version)));
    }

    private void write(JsonWriter writer, Revision version) {
        writer.name("protocolVersion").value(version.wire());
        writer.name("capabilities").encoded(capabilities);
        writer.name("serverInfo").encoded(server);
        if (!instructions.isEmpty()) {
            writer.name("instructions").value(instructions);
        }
    }
}
