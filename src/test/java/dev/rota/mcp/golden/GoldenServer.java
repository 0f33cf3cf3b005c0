package dev.rota.mcp.golden;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.Credential.Kind;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.mcp.Callers;
import dev.rota.mcp.TestCallers;
import dev.rota.mcp.Tool;
import dev.rota.mcp.catalog.ArgumentSynonyms;
import dev.rota.mcp.catalog.Features;
import dev.rota.mcp.catalog.PromptCatalog;
import dev.rota.mcp.catalog.ResourceCatalog;
import dev.rota.mcp.catalog.ToolCatalog;
import dev.rota.mcp.endpoint.McpEndpoint;
import dev.rota.mcp.endpoint.McpRoutes;
import dev.rota.mcp.endpoint.NativePaths;
import dev.rota.mcp.endpoint.ResourceOrigin;
import dev.rota.mcp.protocol.ServerInfo;
import dev.rota.seal.SealKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** The engine with given tools and callers on a free port. Records what was refused before a tool ran. */
public final class GoldenServer implements AutoCloseable {
    /** Callers by token: what golden exchanges name in {@code caller}. */
    public static final Map<String, Caller> CALLERS = Map.of(
            "reader",
            TestCallers.caller(1, Kind.OAUTH, Set.of(Scope.TASKS_READ), TestCallers.ACME),
            "writer",
            TestCallers.caller(2, Kind.OAUTH, Set.of(Scope.TASKS_READ, Scope.TASKS_WRITE), TestCallers.ACME),
            "static_reader",
            TestCallers.caller(3, Kind.AGENT_TOKEN, Set.of(Scope.TASKS_READ), TestCallers.ACME),
            "both",
            TestCallers.caller(4, Kind.OAUTH, Scope.OF_TOOLS, TestCallers.ACME, TestCallers.GLOBEX),
            "nobody",
            TestCallers.caller(6, Kind.OAUTH, Set.of(), TestCallers.ACME),
            "careful",
            TestCallers.caller(5, Kind.USER_TOKEN, Scope.OF_TOOLS, TestCallers.ACME)
                    .restrictedTo(new Restrictions(null, false, true)));

    private final Queue<String> refused = new ConcurrentLinkedQueue<>();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    private GoldenServer(List<? extends Tool> tools, Callers callers, Clock clock, Duration keepAlive) {
        var features = new Features(
                new ToolCatalog(tools, ArgumentSynonyms.NATIVE),
                new ResourceCatalog(GoldenResources.resources()),
                new PromptCatalog(GoldenResources.prompts()),
                false);
        var endpoint = new McpEndpoint(
                new ServerInfo("rota", "Rota", "1.0", "Call whoami first."),
                features,
                new ResourceOrigin("https://rota.example", () -> Optional.of("https://rota.example/auth")),
                callers,
                (caller, action, outcome) ->
                        record(caller.principal().name() + " " + action.name() + " " + outcome.wire()),
                new SealKeys(new byte[SealKeys.KEY_BYTES]),
                clock);
        var router = Router.router(vertx);
        new McpRoutes(router, 10_000, keepAlive).mount("/mcp", new NativePaths(), endpoint);
        server = await(vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .requestHandler(router)
                .listen(0, "127.0.0.1"));
    }

    public static GoldenServer start(Clock clock) {
        return new GoldenServer(GoldenTools.all(), new TestCallers(CALLERS), clock, Duration.ofSeconds(15));
    }

    /** One with other tools, for which a client that takes streams hears something every 20 ms. */
    public static GoldenServer start(List<? extends Tool> tools, Callers callers) {
        return new GoldenServer(tools, callers, Clock.systemUTC(), Duration.ofMillis(20));
    }

    private Future<Void> record(String refusal) {
        if (refusal.contains("unrecordable")) {
            return Future.failedFuture(new Failure.Unavailable(
                            FailureCode.AUDIT_UNAVAILABLE, "The call could not be recorded", Duration.ofSeconds(1))
                    .asException());
        }
        refused.add(refusal);
        return Future.succeededFuture();
    }

    /** What has been refused since the last time. */
    public List<String> takeRefused() {
        var taken = List.copyOf(refused);
        refused.clear();
        return taken;
    }

    public Vertx vertx() {
        return vertx;
    }

    public int port() {
        return server.actualPort();
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("did not happen within 10 s", e);
        }
    }

    @Override
    public void close() {
        var unused = await(vertx.close().mapEmpty());
    }
}
