package dev.rota.http;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which pages may call, and under which names this server is called: before authentication, before any route (security
 * MCP streamable HTTP, "Security"). Against DNS rebinding, both checks are needed: a rebound page has an
 * origin of its own and our address under its own name.
 */
final class OriginPolicy implements Handler<RoutingContext> {
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * Where browsers send forms of our own pages. They tell the person what was wrong, take no other origin, whatever is
     * configured, and take the origin "null", which is what browsers say of a page that sends no referrer.
     */
    private static final Set<String> JUDGED_BY_PAGES = Set.of(
            "/auth/login",
            "/auth/login/upstream",
            "/auth/logout",
            "/auth/consent",
            "/auth/device",
            "/auth/applications");

    /** Where pages of anybody send forms (RFC 6749 section 3.1); that changes nothing but a row that waits. */
    private static final String ASKED_FROM_ANYWHERE = "/auth/authorize";

    private final Set<String> origins = new HashSet<>();
    private final Set<String> hostsAndPorts = new HashSet<>();
    private final Set<String> hosts = new HashSet<>();
    private final int standardPort;
    private final boolean onLoopback;

    /** @param listenHost what the listener is bound to */
    OriginPolicy(URI publicUrl, String listenHost, HttpSettings settings) {
        standardPort = publicUrl.getScheme().equals("https") ? 443 : 80;
        onLoopback = LOOPBACK_NAMES.contains(listenHost) || listenHost.equals("::1");
        origins.add(WebOrigin.of(publicUrl));
        settings.allowedOrigins().forEach(origin -> origins.add(origin.toLowerCase(Locale.ROOT)));
        var name = publicUrl.getHost().toLowerCase(Locale.ROOT);
        hostsAndPorts.add(name + ":" + (publicUrl.getPort() < 0 ? standardPort : publicUrl.getPort()));
        for (var host : settings.allowedHosts()) {
            (name(host).equals(host) ? hosts : hostsAndPorts).add(host.toLowerCase(Locale.ROOT));
        }
    }

    @Override
    public void handle(RoutingContext ctx) {
        var request = ctx.request();
        var host = request.getHeader(HttpHeaders.HOST);
        if (host == null || !isOurs(host.toLowerCase(Locale.ROOT))) {
            FailureToProblem.send(
                    ctx, new Failure.Refused(FailureCode.MISDIRECTED, "This server is not called by that name"));
            return;
        }
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null || JUDGED_BY_PAGES.contains(ctx.normalizedPath())) {
            ctx.next();
        } else if (isPublicDocument(ctx.normalizedPath())) {
            cross(ctx, Cors.ANYONE);
        } else if (isAllowed(request, origin, host)) {
            cross(ctx, origin);
        } else if (ctx.normalizedPath().equals(ASKED_FROM_ANYWHERE)) {
            ctx.next(); // and scripts of that origin learn nothing of the answer
        } else {
            ctx.response().putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
            FailureToProblem.send(
                    ctx, new Failure.Refused(FailureCode.ORIGIN_FORBIDDEN, "Pages of that origin may not call this"));
        }
    }

    private static void cross(RoutingContext ctx, CharSequence allowedOrigin) {
        Cors.allow(ctx.response(), allowedOrigin);
        var request = ctx.request();
        if (request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)) {
            Cors.preflight(ctx);
        } else {
            ctx.next();
        }
    }

    /** Documents anyone may read, so any page may: they are served without a credential. */
    private static boolean isPublicDocument(String path) {
        return path.startsWith("/.well-known/") || path.startsWith("/auth/.well-known/") || path.equals("/auth/jwks");
    }

    private boolean isOurs(String host) {
        var name = name(host);
        return hostsAndPorts.contains(name.equals(host) ? host + ":" + standardPort : host)
                || hosts.contains(name)
                || (onLoopback && LOOPBACK_NAMES.contains(name));
    }

    private boolean isAllowed(HttpServerRequest request, String origin, String host) {
        return origins.contains(origin) || (onLoopback && isSameOrigin(request, origin, host));
    }

    /** A page this server itself has sent, whichever of its loopback names was typed. Only after the host was ours. */
    private static boolean isSameOrigin(HttpServerRequest request, String origin, String host) {
        return LOOPBACK_NAMES.contains(name(host)) && origin.equals(request.scheme() + "://" + host);
    }

    private static String name(String host) {
        var colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }
}
