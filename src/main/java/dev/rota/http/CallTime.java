package dev.rota.http;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.RetryAfter;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Ends a call that takes too long, so that none is ever without an answer (security section 9, O2). */
public final class CallTime {
    private static final String KEY = CallTime.class.getName();

    private final RoutingContext ctx;
    private long timer;

    private CallTime(RoutingContext ctx) {
        this.ctx = ctx;
    }

    static void begin(RoutingContext ctx, Duration limit) {
        var time = new CallTime(ctx);
        ctx.put(KEY, time);
        time.start(limit);
        ctx.addEndHandler(end -> time.stop());
    }

    /** For a route that takes longer by its nature: an upload, a stream of events. Counts from now. */
    public static void allow(RoutingContext ctx, Duration limit) {
        @Nullable CallTime time = ctx.get(KEY);
        if (time != null) {
            time.stop();
            time.start(limit);
        }
    }

    private void start(Duration limit) {
        timer = ctx.vertx().setTimer(limit.toMillis(), id -> expire());
    }

    private void stop() {
        ctx.vertx().cancelTimer(timer);
    }

    /** Nobody knows what the call still does, so the answer promises nothing. */
    private void expire() {
        FailureToProblem.send(
                ctx, new Failure.Unavailable(FailureCode.OUTCOME_UNKNOWN, "The call took too long", RetryAfter.soon()));
    }
}
