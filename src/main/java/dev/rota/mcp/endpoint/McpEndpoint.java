package dev.rota.mcp.endpoint;

import dev.rota.identity.Scope;
import dev.rota.json.JsonReader;
import dev.rota.mcp.Callers;
import dev.rota.mcp.McpPath;
import dev.rota.mcp.McpRequest;
import dev.rota.mcp.Refusals;
import dev.rota.mcp.catalog.Features;
import dev.rota.mcp.legacy.LegacyRequests;
import dev.rota.mcp.method.SharedMethods;
import dev.rota.mcp.modern.ModernRequests;
import dev.rota.mcp.protocol.Access;
import dev.rota.mcp.protocol.Answer;
import dev.rota.mcp.protocol.ChallengeText;
import dev.rota.mcp.protocol.FailureToMcp;
import dev.rota.mcp.protocol.ServerInfo;
import dev.rota.seal.Cursors;
import dev.rota.seal.SealKeys;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One set of tools, resources and prompts, served in both eras. Holds no state of any client; it may be mounted at
 * several paths and used from every event loop.
 */
public final class McpEndpoint {
    private final Features features;
    private final ServerInfo server;
    private final ResourceOrigin origin;
    private final Access access;
    private final FailureToMcp failures;
    private final ModernRequests modern;
    private final LegacyRequests legacy;

    /**
     * @param refusals where calls go that were refused before a tool ran
     * @param keys sign cursors and {@code requestState}
     */
    public McpEndpoint(
            ServerInfo server,
            Features features,
            ResourceOrigin origin,
            Callers callers,
            Refusals refusals,
            SealKeys keys,
            Clock clock) {
        this.features = features;
        this.server = server;
        this.origin = origin;
        access = new Access(callers);
        failures = new FailureToMcp(new ChallengeText(origin.publicUrl(), this::scopes));
        var shared = SharedMethods.of(features, access, refusals, new Cursors(keys));
        modern = new ModernRequests(features, server, shared, access, failures, keys, clock);
        legacy = new LegacyRequests(features, server, shared, access, failures);
    }

    /** Whether the request shows a credential that could count: told without any I/O. */
    boolean mayServe(McpRequest request) {
        return access.showsCredential(request);
    }

    /** Answers one body; the future never fails. */
    Future<Answer> answer(McpRequest request, Buffer body, HttpReply reply) {
        EraDecision decision;
        try {
            decision = EraDecision.of(JsonReader.read(body), version(request));
        } catch (RuntimeException unreadable) {
            return refuse(request, unreadable);
        }
        return answer(request, decision, reply);
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

    /** Answers a request that is no message; the future never fails. */
    Future<Answer> refuse(McpRequest request, Throwable cause) {
        return access.<Answer>refuse(request, cause)
                .recover(refused -> Future.succeededFuture(failures.answer(refused, null, request)));
    }

    private static @Nullable String version(McpRequest request) {
        var version = request.http().getHeader("MCP-Protocol-Version");
        return version == null ? null : version.strip();
    }

    /** Scopes of what a path lists by default, as its challenge and its metadata name them. */
    List<String> scopes(McpPath path) {
        return usualScopes(path).stream().map(Scope::wire).toList();
    }

    Set<Scope> usualScopes(McpPath path) {
        return features.tools().scopes(path);
    }

    ServerInfo server() {
        return server;
    }

    ResourceOrigin origin() {
        return origin;
    }
}
