package dev.rota.http;

import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a request before any route: kept with it from its first handler on.
 *
 * @param address the client's, behind trusted proxies the one they saw
 * @param startedNanos {@link System#nanoTime}
 */
record Arrival(String requestId, String address, long startedNanos, TimeLimits time) {
    private static final String KEY = Arrival.class.getName();

    void attach(RoutingContext ctx) {
        ctx.put(KEY, this);
    }

    /** A request that came past our listener, as in a test of one router, gets its facts when asked for. */
    static Arrival of(RoutingContext ctx) {
        @Nullable Arrival known = ctx.get(KEY);
        if (known != null) {
            return known;
        }
        var request = ctx.request();
        var made = new Arrival(
                RequestIds.of(request),
                ClientAddress.of(request.remoteAddress()),
                System.nanoTime(),
                TimeLimits.DEFAULTS);
        made.attach(ctx);
        return made;
    }
}
