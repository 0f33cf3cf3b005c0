package dev.rota.mcp.endpoint;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.http.CallTime;
import dev.rota.http.JsonBody;
import dev.rota.http.RequestInfos;
import dev.rota.http.RequestQuery;
import dev.rota.mcp.McpPath;
import dev.rota.mcp.McpRequest;
import dev.rota.mcp.protocol.Answer;
import dev.rota.mcp.protocol.Revision;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** Mounts endpoints on a router, each with the metadata documents of its paths. */
public final class McpRoutes {
    private final Router router;
    private final int bodyLimitBytes;
    private final Duration keepAlive;

    /**
     * @param bodyLimitBytes of one message
     * @param keepAlive how long a client that takes an event stream waits without a byte
     */
    public McpRoutes(Router router, int bodyLimitBytes, Duration keepAlive) {
        this.router = router;
        this.bodyLimitBytes = bodyLimitBytes;
        this.keepAlive = keepAlive;
    }

    public void mount(McpMount mount) {
        mount(mount.prefix(), mount.paths(), mount.endpoint());
    }

    /**
     * Mounts one endpoint.
     *
     * @param prefix what all its paths begin with, such as {@code /mcp}
     * @param paths which of the paths below are the endpoint's; the others are left to later routes
     */
    public void mount(String prefix, McpPaths paths, McpEndpoint endpoint) {
        router.route(ResourceMetadata.PREFIX + prefix + "*").handler(ctx -> {
            var path = paths.parse(ctx.normalizedPath().substring(ResourceMetadata.PREFIX.length()));
            path.ifPresentOrElse(found -> ResourceMetadata.of(endpoint, found).answer(ctx), ctx::next);
        });
        router.route(prefix + "*").handler(ctx -> paths.parse(ctx.normalizedPath())
                .ifPresentOrElse(path -> handle(ctx, paths, path, endpoint), ctx::next));
    }

    private void handle(RoutingContext ctx, McpPaths paths, McpPath path, McpEndpoint endpoint) {
        if (ctx.request().method().equals(HttpMethod.OPTIONS)) { // before authentication, browser or not: trap 7
            options(ctx);
            return;
        }
        var info = RequestInfos.of(ctx, protocol(ctx));
        var reply = new HttpReply(
                ctx.vertx(), ctx.request(), keepAlive.toMillis(), longest -> CallTime.allow(ctx, longest));
        Future<Answer> answer;
        try {
            var request = new McpRequest(ctx.request(), paths.selected(path, RequestQuery.of(ctx.request())), info);
            answer = ctx.request().method().equals(HttpMethod.POST)
                    ? post(ctx, request, endpoint, reply)
                    : endpoint.refuse(request, onlyPost());
        } catch (FailureException unselectable) {
            answer = endpoint.refuse(new McpRequest(ctx.request(), path, info), unselectable);
        }
        var finished = answer.onSuccess(reply::finish);
        finished.onFailure(ctx::fail); // cannot happen: answers never fail
    }

    private static void options(RoutingContext ctx) {
        var answered = ctx.response()
                .setStatusCode(204)
                .putHeader("Allow", "POST, OPTIONS")
                .end();
        answered.onFailure(ctx::fail);
    }

    private Future<Answer> post(RoutingContext ctx, McpRequest request, McpEndpoint endpoint, HttpReply reply) {
        if (!endpoint.mayServe(request)) {
            return endpoint.refuse(request, onlyPost()); // as 401, before the body is read: MCP authorization, A-3
        }
        return JsonBody.read(ctx, bodyLimitBytes)
                .transform(body -> body.succeeded()
                        ? endpoint.answer(request, body.result(), reply)
                        : endpoint.refuse(request, body.cause()));
    }

    private static RuntimeException onlyPost() {
        return new Failure.Refused(FailureCode.METHOD_NOT_ALLOWED, "Send messages by POST").asException();
    }

    /** What the request says before its body is read; nothing is decided on it. */
    private static String protocol(RoutingContext ctx) {
        var version = ctx.request().getHeader("MCP-Protocol-Version");
        return version == null
                ? "unknown"
                : Revision.of(version).map(Revision::wire).orElse("unknown");
    }
}
