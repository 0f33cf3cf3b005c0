package dev.rota.http;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One deadline of one connection, moved several times a request at the price of a field write: a single timer looks at
 * it at least every {@code shortest}, then sleeps exactly until it. A deadline is never nearer than {@code shortest}
 * when it is set, so none is seen late. Event loop only.
 */
final class ConnectionClock {
    private static final long NEVER = Long.MAX_VALUE;

    private final EventExecutor loop;
    private final Runnable expired;
    private final long shortestNanos;
    private long deadlineNanos = NEVER;
    private @Nullable ScheduledFuture<?> timer;

    ConnectionClock(EventExecutor loop, Duration shortest, Runnable expired) {
        this.loop = loop;
        this.shortestNanos = shortest.toNanos();
        this.expired = expired;
    }

    void start() {
        schedule(shortestNanos);
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    void set(Duration fromNow) {
        deadlineNanos = System.nanoTime() + fromNow.toNanos();
    }

    void clear() {
        deadlineNanos = NEVER;
    }

    private void look() {
        if (deadlineNanos == NEVER) {
            schedule(shortestNanos);
            return;
        }
        var left = deadlineNanos - System.nanoTime();
        if (left > 0) {
            schedule(Math.min(left, shortestNanos));
        } else {
            deadlineNanos = NEVER;
            schedule(shortestNanos);
            expired.run();
        }
    }

    private void schedule(long nanos) {
        timer = loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }
}
