package dev.rota.mcp.endpoint;

import dev.rota.http.BearerChallenge;
import dev.rota.identity.Scope;
import dev.rota.json.JsonReader;
import dev.rota.mcp.Callers;
import dev.rota.mcp.McpPath;
import dev.rota.mcp.McpRequest;
import dev.rota.mcp.Refusals;
import dev.rota.mcp.catalog.Features;
import dev.rota.mcp.legacy.LegacyRequests;
import dev.rota.mcp.method.SharedMethods;
import dev.rota.mcp.method.TaskMethods;
import dev.rota.mcp.modern.ModernRequests;
import dev.rota.mcp.plain.PlainErrors;
import dev.rota.mcp.plain.PlainRequests;
import dev.rota.mcp.protocol.Access;
import dev.rota.mcp.protocol.Answer;
import dev.rota.mcp.protocol.ErrorForm;
import dev.rota.mcp.protocol.FailureToMcp;
import dev.rota.mcp.protocol.Method;
import dev.rota.mcp.protocol.ServerInfo;
import dev.rota.mcp.subscription.Listen;
import dev.rota.seal.Cursors;
import dev.rota.seal.SealKeys;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * One set of tools, resources and prompts, served in both eras, or plainly. Holds no state of any client; it may be
 * mounted at several paths and used from every event loop.
 */
public final class McpEndpoint {
    private final Features features;
    private final ServerInfo server;
    private final ResourceOrigin origin;
    private final Access access;
    private final FailureToMcp failures;
    private final Manner manner;

    /**
     * An endpoint of MCP.
     *
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
        this(server, features, origin, callers, ErrorForm.MCP, endpoint -> {
            var shared = endpoint.methods(refusals, keys);
            return new BothEras(
                    new ModernRequests(
                            features,
                            server,
                            endpoint.modernMethods(shared, refusals),
                            endpoint.access,
                            endpoint.failures,
                            keys,
                            clock),
                    new LegacyRequests(features, server, shared, endpoint.access, endpoint.failures),
                    endpoint.access,
                    endpoint.failures);
        });
    }

    private McpEndpoint(
            ServerInfo server,
            Features features,
            ResourceOrigin origin,
            Callers callers,
            ErrorForm errors,
            Function<McpEndpoint, Manner> manner) {
        this.features = features;
        this.server = server;
        this.origin = origin;
        access = new Access(callers);
        failures = new FailureToMcp(new BearerChallenge(origin.publicUrl()), this::scopes, errors);
        this.manner = manner.apply(this);
    }

    /** An endpoint of plain JSON-RPC 2.0; parameters as those of MCP. */
    public static McpEndpoint plain(
            ServerInfo server,
            Features features,
            ResourceOrigin origin,
            Callers callers,
            Refusals refusals,
            SealKeys keys) {
        return new McpEndpoint(server, features, origin, callers, new PlainErrors(), endpoint -> {
            var plain = new PlainRequests(
                    features, server, endpoint.methods(refusals, keys), endpoint.access, endpoint.failures);
            return (request, json, reply) -> plain.answer(request, json, reply.cancellation());
        });
    }

    private Map<String, Method> modernMethods(Map<String, Method> shared, Refusals refusals) {
        var methods = new HashMap<>(shared);
        var background = features.background();
        if (background != null) {
            methods.putAll(new TaskMethods(background, access, refusals).all());
        }
        var listening = features.listening();
        if (listening != null) {
            methods.put("subscriptions/listen", new Listen(listening, features, access, refusals));
        }
        return methods;
    }

    private Map<String, Method> methods(Refusals refusals, SealKeys keys) {
        return SharedMethods.of(features, access, refusals, new Cursors(keys));
    }

    /** Whether the request shows a credential that could count: told without any I/O. */
    boolean mayServe(McpRequest request) {
        return access.showsCredential(request);
    }

    /** Answers one body; the future never fails. */
    Future<Answer> answer(McpRequest request, Buffer body, HttpReply reply) {
        try {
            return manner.answer(request, JsonReader.read(body), reply);
        } catch (RuntimeException unreadable) {
            return refuse(request, unreadable);
        }
    }

    /** Answers a request that is no message; the future never fails. */
    Future<Answer> refuse(McpRequest request, Throwable cause) {
        return access.<Answer>refuse(request, cause)
                .recover(refused -> Future.succeededFuture(failures.answer(refused, null, request)));
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
