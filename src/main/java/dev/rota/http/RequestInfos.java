package dev.rota.http;

import dev.rota.identity.RequestInfo;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.regex.Pattern;

/** The facts of a request that audit and logs carry. */
public final class RequestInfos {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private RequestInfos() {}

    /** Reads them, and names the request in the answer's {@code X-Request-Id}. Call once a request. */
    public static RequestInfo of(RoutingContext ctx, String protocol) {
        var given = ctx.request().getHeader("X-Request-Id");
        var id = given != null && ID.matcher(given).matches()
                ? given
                : UUID.randomUUID().toString();
        ctx.response().putHeader("X-Request-Id", id);
        var agent = ctx.request().getHeader(HttpHeaders.USER_AGENT);
        var client = agent == null ? null : agent.substring(0, Math.min(128, agent.length()));
        var peer = ctx.request().remoteAddress();
        return new RequestInfo(id, client, peer == null ? "" : peer.hostAddress(), protocol, System.nanoTime());
    }
}
