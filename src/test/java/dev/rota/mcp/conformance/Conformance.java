package dev.rota.mcp.conformance;

import dev.rota.identity.Caller;
import dev.rota.identity.Credential;
import dev.rota.identity.Scope;
import dev.rota.limit.LimitSettings;
import dev.rota.mcp.Callers;
import dev.rota.mcp.Listening;
import dev.rota.mcp.McpRequest;
import dev.rota.mcp.ResourceWatches;
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
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The engine with a fixed principal and the fixtures of the official suite, which cannot send a credential. On loopback
 * only, and from test sources only.
 */
public final class Conformance {
    private static final Pattern LOCAL = Pattern.compile("(https?://)?(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?");
    private static final int BODY_LIMIT_BYTES = 1 << 20;

    private Conformance() {}

    /** Starts it; port 0 takes a free one. */
    public static Future<HttpServer> listen(Vertx vertx, int port) {
        var router = Router.router(vertx);
        router.route().handler(Conformance::refuseForeign);
        new McpRoutes(router, BODY_LIMIT_BYTES, Duration.ofSeconds(15))
                .mount("/mcp", new NativePaths(), endpoint(vertx, port));
        return vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .requestHandler(router)
                .listen(port, "localhost");
    }

    private static McpEndpoint endpoint(Vertx vertx, int port) {
        var tools = new ArrayList<Tool>(new ConformanceTools(vertx).all());
        tools.addAll(ConformanceQuestions.all());
        var tasks = new ConformanceTasks(vertx);
        tools.addAll(new ConformanceJobs(tasks).all());
        var features = new Features(
                        new ToolCatalog(tools, ArgumentSynonyms.NONE),
                        new ResourceCatalog(ConformanceResources.all()),
                        new PromptCatalog(ConformancePrompts.all()),
                        true)
                .with(tasks)
                .with(new Listening(
                        vertx,
                        Conformance::watchNothing,
                        Listening.freePlaces(),
                        Listening.looks(vertx, LimitSettings.DEFAULTS),
                        () -> false));
        var key = new byte[SealKeys.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return new McpEndpoint(
                new ServerInfo("rota-conformance", "Rota conformance", "1", "Fixtures of the official suite."),
                features,
                new ResourceOrigin("http://localhost:" + port, () -> Optional.of("http://localhost:" + port + "/auth")),
                new Everybody(),
                (caller, tool, outcome) -> Future.succeededFuture(),
                new SealKeys(key),
                Clock.systemUTC());
    }

    /** Its resources never change; what is told of is background tasks. */
    private static Future<ResourceWatches.Watch> watchNothing(Caller caller, List<ResourceWatches.Followed> resources) {
        return Future.succeededFuture(new ResourceWatches.Watch() {
            @Override
            public Set<String> uris() {
                return Set.of();
            }

            @Override
            public Future<Set<String>> look(Caller again) {
                return Future.succeededFuture(Set.of());
            }
        });
    }

    /** Whoever a browser was lured from stays outside: MCP transports, "Security Warning". */
    private static void refuseForeign(RoutingContext ctx) {
        var origin = ctx.request().getHeader("Origin");
        var host = String.valueOf(ctx.request().authority());
        if (LOCAL.matcher(host).matches()
                && (origin == null || LOCAL.matcher(origin).matches())) {
            ctx.next();
        } else {
            ctx.fail(403);
        }
    }

    /** One caller for all. */
    private static final class Everybody implements Callers {
        private static final Caller FIXED =
                TestCallers.caller(1, Credential.Kind.OAUTH, Scope.OF_TOOLS, TestCallers.ACME);

        @Override
        public <T> Future<T> calling(McpRequest request, Function<Caller, Future<T>> work) {
            return work.apply(FIXED.during(request.info()));
        }

        @Override
        public <T> Future<T> confirmed(McpRequest request, Function<Caller, Future<T>> work) {
            return calling(request, work);
        }
    }
}
