package dev.rota.mcp.modern;

import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.mcp.catalog.Features;
import dev.rota.mcp.protocol.Invocation;
import dev.rota.mcp.protocol.Method;
import dev.rota.mcp.protocol.MethodResult;
import dev.rota.mcp.protocol.Revision;
import dev.rota.mcp.protocol.ServerInfo;
import io.vertx.core.Future;

/** {@code server/discover}. Names modern versions only: a legacy one would have to be negotiated by handshake. */
final class Discover implements Method.Work {
    private final JsonBytes capabilities;
    private final String instructions;

    Discover(Features features, ServerInfo server) {
        capabilities = JsonBytes.of(features.modernCapabilities());
        instructions = server.instructions();
    }

    @Override
    public Future<MethodResult> answer(Caller caller, Invocation invocation) {
        return Future.succeededFuture(MethodResult.cacheable(MethodResult.STABLE_TTL_MS, 1_024, this::write));
    }

    private void write(JsonWriter writer) {
        writer.name("supportedVersions").beginArray();
        writer.value(Revision.V2026_07_28.wire()).endArray();
        writer.name("capabilities").encoded(capabilities);
        if (!instructions.isEmpty()) {
            writer.name("instructions").value(instructions);
        }
    }
}
