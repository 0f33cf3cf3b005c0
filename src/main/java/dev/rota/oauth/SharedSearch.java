package dev.rota.oauth;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A look for something new that many ask for at once: it runs once for all of them, and then not again for a while. */
public final class SharedSearch {
    private final Supplier<Future<Void>> search;
    private final Duration pause;
    private final Clock clock;
    private @Nullable Future<Void> running;
    private Instant next = Instant.EPOCH;

    /** @param pause from the start of one look to that of the next */
    public SharedSearch(Supplier<Future<Void>> search, Duration pause, Clock clock) {
        this.search = search;
        this.pause = pause;
        this.clock = clock;
    }

    /** Looks, or joins who is looking. Done at once, without a look, where the last one began too short a time ago. */
    public synchronized Future<Void> run() {
        return isRunning() || !clock.instant().isBefore(next) ? runNow() : Future.succeededFuture();
    }

    /** The same whenever the last one was. */
    public synchronized Future<Void> runNow() {
        var other = running;
        if (other != null && !other.isComplete()) {
            return Here.completed(other);
        }
        next = clock.instant().plus(pause);
        var started = search.get();
        running = started;
        return started;
    }

    private boolean isRunning() {
        return running != null && !running.isComplete();
    }
}
