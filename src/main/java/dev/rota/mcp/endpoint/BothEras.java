package dev.rota.mcp.endpoint;

import dev.rota.mcp.McpRequest;
import dev.rota.mcp.legacy.LegacyRequests;
import dev.rota.mcp.modern.ModernRequests;
import dev.rota.mcp.protocol.Access;
import dev.rota.mcp.protocol.Answer;
import dev.rota.mcp.protocol.FailureToMcp;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** MCP: a body says itself which era it belongs to. */
record BothEras(ModernRequests modern, LegacyRequests legacy, Access access, FailureToMcp failures) implements Manner {
    @Override
    public Future<Answer> answer(McpRequest request, @Nullable Object json, HttpReply reply) {
        return answer(request, EraDecision.of(json, version(request)), reply);
    }

    private Future<Answer> answer(McpRequest request, EraDecision decision, HttpReply reply) {
        if (decision instanceof EraDecision.Modern single) {
            reply.mayWait();
            return modern.answer(request, single.request(), reply, reply.cancellation());
        }
        if (decision instanceof EraDecision.Legacy single) {
            reply.mayWait();
            return legacy.answer(request, single.request(), single.revision(), reply);
        }
        if (decision instanceof EraDecision.LegacyBatch batch) {
            return legacy.answerAll(request, batch.messages());
        }
        if (decision instanceof EraDecision.Notice notice) {
            return legacy.accept(request, notice.notification());
        }
        var refused = (EraDecision.Refused) decision;
        return access.<Answer>refuse(request, refused.reason())
                .recover(cause -> Future.succeededFuture(failures.answer(cause, refused.id(), request)));
    }

    private static @Nullable String version(McpRequest request) {
        var version = request.http().getHeader("MCP-Protocol-Version");
        return version == null ? null : version.strip();
    }
}
