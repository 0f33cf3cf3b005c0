package dev.rota.http;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Whether a body that is worked on while it arrives comes fast enough: the average that {@link TimeLimits} asks for, over the
 * seconds in which it was waited for. Confined to one event loop.
 */
public final class BodyPace {
    private static final long CHECK_MS = 1_000;

    private final RoutingContext ctx;
    private final long bytesPerSecond;
    private final BooleanSupplier awaited;
    private final Consumer<Throwable> tooSlow;
    private final long timer;
    private long arrived;
    private long seconds;

    private BodyPace(RoutingContext ctx, BooleanSupplier awaited, Consumer<Throwable> tooSlow) {
        this.ctx = ctx;
        this.bytesPerSecond = Arrival.of(ctx).time().bodyBytesPerSecond();
        this.awaited = awaited;
        this.tooSlow = tooSlow;
        this.timer = ctx.vertx().setPeriodic(CHECK_MS, id -> check());
    }

    /**
     * Begins to look, once a second.
     *
     * @param awaited whether the peer may send now; a second in which it may not is not counted
     * @param tooSlow is told {@code request_timeout}
     */
    public static BodyPace watch(RoutingContext ctx, BooleanSupplier awaited, Consumer<Throwable> tooSlow) {
        return new BodyPace(ctx, awaited, tooSlow);
    }

    public void arrived(int bytes) {
        arrived += bytes;
    }

    /** Looks no more; to be called in every case. */
    public void end() {
        ctx.vertx().cancelTimer(timer);
    }

    private void check() {
        if (!awaited.getAsBoolean()) {
            return;
        }
        seconds++;
        if (arrived < (seconds - 1) * bytesPerSecond) {
            tooSlow.accept(
                    new Failure.Refused(FailureCode.REQUEST_TIMEOUT, "The body took too long to arrive").asException());
        }
    }
}
