package dev.rota.http;

import dev.rota.identity.RequestInfo;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** The facts of a request that audit and logs carry. */
public final class RequestInfos {
    private static final int CLIENT_CHARACTERS = 128;

    private RequestInfos() {}

    /** @param protocol MCP revision or other protocol, as {@link RequestInfo#protocol} */
    public static RequestInfo of(RoutingContext ctx, String protocol) {
        var arrival = Arrival.of(ctx);
        return new RequestInfo(
                arrival.requestId(),
                client(ctx.request().getHeader(HttpHeaders.USER_AGENT)),
                IpNetwork.coarse(arrival.address()),
                IpNetwork.subscriber(arrival.address()),
                protocol,
                arrival.startedNanos());
    }

    public static String requestId(RoutingContext ctx) {
        return Arrival.of(ctx).requestId();
    }

    /** Display data: cut, and without what a terminal or a log viewer would act on. */
    public static @Nullable String client(@Nullable String userAgent) {
        if (userAgent == null) {
            return null;
        }
        var cleaned = new StringBuilder(Math.min(userAgent.length(), CLIENT_CHARACTERS));
        for (int i = 0; i < userAgent.length() && cleaned.length() < CLIENT_CHARACTERS; i++) {
            var c = userAgent.charAt(i);
            if (c >= ' ' && c < 0x7f) { // header bytes above ASCII have no agreed meaning: RFC 9110 section 5.5
                cleaned.append(c);
            }
        }
        return cleaned.isEmpty() ? null : cleaned.toString();
    }
}
