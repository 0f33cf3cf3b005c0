package dev.rota.http;

import dev.rota.logging.RequestFacts;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line a request at debug level: what was asked and how it went. Never a query, a body or a header value. */
final class RequestLog implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);

    @Override
    public void handle(RoutingContext ctx) {
        if (LOG.isDebugEnabled()) {
            var facts = RequestFacts.current(); // a response ends on its connection's context
            ctx.addEndHandler(end -> write(ctx, facts, end.succeeded()));
        }
        ctx.next();
    }

    private static void write(RoutingContext ctx, @Nullable RequestFacts facts, boolean delivered) {
        var arrival = Arrival.of(ctx);
        var line = LOG.atDebug();
        if (facts != null) {
            for (var fact : facts.all().entrySet()) {
                line = line.addKeyValue(fact.getKey(), fact.getValue());
            }
        }
        line.addKeyValue("method", ctx.request().method().name())
                .addKeyValue("route", route(ctx))
                .addKeyValue("status", ctx.response().getStatusCode())
                .addKeyValue("delivered", delivered)
                .addKeyValue("duration_us", TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - arrival.startedNanos()))
                .log("request");
    }

    /** The pattern, which is ours, and not the path, which is the caller's and may hold a name. */
    static String route(RoutingContext ctx) {
        var route = ctx.currentRoute();
        var path = route == null ? null : route.getPath();
        return path == null ? "none" : path;
    }
}
