package dev.rota.mcp.endpoint;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.http.FailureToProblem;
import dev.rota.mcp.McpPath;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;

/**
 * The metadata document of a protected resource (RFC 9728 section 2), for every well-formed path and without a look-up:
 * it says nothing about whether an organization exists.
 *
 * @param path of the resource, below {@link ResourceOrigin#publicUrl}
 * @param scopes that it asks for at first
 * @param name for people
 */
public record ResourceMetadata(ResourceOrigin origin, String path, List<String> scopes, String name) {
    private static final Duration SOON = Duration.ofSeconds(5);
    /** Where the documents are: before the path of the resource (RFC 9728 section 3.1). */
    public static final String PREFIX = "/.well-known/oauth-protected-resource";

    public ResourceMetadata {
        scopes = List.copyOf(scopes);
    }

    static ResourceMetadata of(McpEndpoint endpoint, McpPath path) {
        return new ResourceMetadata(
                endpoint.origin(),
                path.path(),
                endpoint.scopes(path),
                endpoint.server().title());
    }

    /** Built from the configuration: RFC 9728 section 3.3 wants exactly the URL that the client was given. */
    private JsonObject document(String authorizationServer) {
        return new JsonObject()
                .put("resource", origin.publicUrl() + path)
                .put("authorization_servers", new JsonArray().add(authorizationServer))
                .put("scopes_supported", new JsonArray(scopes))
                .put("bearer_methods_supported", new JsonArray().add("header"))
                .put("resource_name", name);
    }

    /** Public, for pages of any origin. */
    public void answer(RoutingContext ctx) {
        var response = ctx.response()
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, OPTIONS")
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "MCP-Protocol-Version, Accept, Content-Type")
                .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=300");
        var method = ctx.request().method();
        if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
            origin.authorizationServer()
                    .get()
                    .ifPresentOrElse(
                            server -> sent(
                                    response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                                            .end(document(server).toBuffer()),
                                    ctx),
                            () -> notYet(ctx));
        } else if (method.equals(HttpMethod.OPTIONS)) {
            sent(response.setStatusCode(204).end(), ctx);
        } else {
            sent(
                    response.setStatusCode(405)
                            .putHeader(HttpHeaders.ALLOW, "GET, HEAD, OPTIONS")
                            .end(),
                    ctx);
        }
    }

    /** A document without its authorization server would be believed, and kept. */
    private static void notYet(RoutingContext ctx) {
        ctx.response().headers().remove(HttpHeaders.CACHE_CONTROL);
        FailureToProblem.send(
                ctx,
                new Failure.Unavailable(
                                FailureCode.UNAVAILABLE, "The authorization server's metadata cannot be had", SOON)
                        .asException());
    }

    private static void sent(Future<Void> sent, RoutingContext ctx) {
        sent.onFailure(ctx::fail);
    }
}
