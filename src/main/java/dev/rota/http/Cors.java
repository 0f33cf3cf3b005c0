package dev.rota.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The CORS headers of MCP clients that run in a browser (T-14). Never credentials: tokens travel in a header. */
final class Cors {
    static final CharSequence ANYONE = HttpHeaders.createOptimized("*");

    private static final CharSequence METHODS = HttpHeaders.createOptimized("POST, GET, DELETE, PUT, PATCH, OPTIONS");
    private static final String REQUEST_HEADERS = "Authorization, Content-Type, Accept, MCP-Protocol-Version, "
            + "Mcp-Method, Mcp-Name, Mcp-Session-Id, Last-Event-ID, Idempotency-Key, If-Match, X-Request-Id";
    private static final CharSequence EXPOSED = HttpHeaders.createOptimized(
            "WWW-Authenticate, Mcp-Session-Id, "
                    + "MCP-Protocol-Version, X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, ETag, Idempotency-Replayed");
    private static final CharSequence MAX_AGE_SECONDS = HttpHeaders.createOptimized("600");
    private static final Pattern PARAMETER = Pattern.compile("(?i)Mcp-Param-[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
    private static final int MOST_PARAMETERS = 32;

    private Cors() {}

    static void allow(HttpServerResponse response, CharSequence origin) {
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        if (origin != ANYONE) {
            response.putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        }
    }

    /** Answered before authentication: browsers send no credential with a preflight (Fetch, "CORS-preflight fetch"). */
    static void preflight(RoutingContext ctx) {
        var asked = ctx.request().getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        ctx.response()
                .setStatusCode(204)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS + parameters(asked))
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS)
                .putHeader(HttpHeaders.VARY, "Origin, Access-Control-Request-Headers")
                .end()
                .onFailure(Losses::ignore);
    }

    /** The headers that mirror arguments are each tool's own, so those asked for are allowed by their pattern. */
    private static String parameters(@Nullable String asked) {
        return asked == null
                ? ""
                : Arrays.stream(asked.split(",", 256))
                        .map(String::strip)
                        .filter(name -> PARAMETER.matcher(name).matches())
                        .limit(MOST_PARAMETERS)
                        .map(name -> ", " + name)
                        .collect(Collectors.joining());
    }
}
