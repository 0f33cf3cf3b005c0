package dev.rota.http;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.RetryAfter;
import dev.rota.logging.RequestFacts;
import dev.rota.trace.Tracing;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** The first thing that happens to a request: it gets its facts, its headers, its time, and is counted. */
final class Entry implements Handler<RoutingContext> {
    private final HttpSettings settings;
    private final ClientAddress address;
    private final ResponseHeaders headers;
    private final Drain drain;
    private final CallsInFlight calls;
    private final Tracing tracing;

    Entry(HttpSettings settings, ResponseHeaders headers, Drain drain, CallsInFlight calls, Tracing tracing) {
        this.settings = settings;
        this.address = new ClientAddress(settings.trustedProxies());
        this.headers = headers;
        this.drain = drain;
        this.calls = calls;
        this.tracing = tracing;
    }

    @Override
    public void handle(RoutingContext ctx) {
        var request = ctx.request();
        var arrival = new Arrival(RequestIds.of(request), address.of(request), System.nanoTime(), settings.time());
        arrival.attach(ctx);
        RequestFacts.begin(arrival.requestId());
        if (tracing.isOn()) {
            RequestSpan.begin(ctx, arrival.requestId(), tracing);
        }
        headers.put(ctx.response().headers(), arrival.requestId());
        if (drain.isRefusing()) {
            FailureToProblem.send(
                    ctx, new Failure.Unavailable(FailureCode.DRAINING, "This node is stopping", RetryAfter.soon()));
            return;
        }
        calls.begin();
        ctx.addEndHandler(end -> calls.end());
        CallTime.begin(ctx, settings.time().call());
        ctx.next();
    }
}
