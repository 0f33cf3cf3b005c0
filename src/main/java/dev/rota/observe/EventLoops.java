package dev.rota.observe;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether the event loops turn: each has a timer whose lateness is measured. A loop that has not come round for long
 * counts as stuck, and then only the orchestrator can help.
 */
public final class EventLoops {
    private static final Duration PERIOD = Duration.ofMillis(100);

    private final Metrics metrics;
    private final long stuckNanos;
    private final AtomicInteger started = new AtomicInteger();
    private final Set<Beat> beats = ConcurrentHashMap.newKeySet();

    /** @param stuck how long a loop may take before {@link #allTurn} says no */
    public EventLoops(Metrics metrics, Duration stuck) {
        this.metrics = metrics;
        this.stuckNanos = stuck.toNanos();
    }

    /** @param loops how many event loops {@code vertx} has */
    public Future<Void> start(Vertx vertx, int loops) {
        return vertx.deployVerticle(() -> new Beat(), new DeploymentOptions().setInstances(loops))
                .mapEmpty();
    }

    /** False before the start and after the stop, and while any loop is stuck. Any thread. */
    public boolean allTurn() {
        var now = System.nanoTime();
        return !beats.isEmpty() && beats.stream().allMatch(beat -> now - beat.lastNanos < stuckNanos);
    }

    private final class Beat extends VerticleBase {
        private volatile long lastNanos;

        @Override
        public Future<?> start() {
            var lag = metrics.eventLoopLag(Integer.toString(started.getAndIncrement()));
            lastNanos = System.nanoTime();
            vertx.setPeriodic(PERIOD.toMillis(), id -> {
                var now = System.nanoTime();
                lag.record(Math.max(0, now - lastNanos - PERIOD.toNanos()), TimeUnit.NANOSECONDS);
                lastNanos = now;
            });
            beats.add(this);
            return Future.succeededFuture();
        }

        @Override
        public Future<?> stop() {
            beats.remove(this);
            return Future.succeededFuture();
        }
    }
}
