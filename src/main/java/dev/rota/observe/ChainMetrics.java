package dev.rota.observe;

import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What the audit's sequencer reports. An alarm belongs at an age of 30 s (security U8). */
public final class ChainMetrics {
    private static final long NOTHING = Long.MIN_VALUE;

    private final Timer lag;
    /** When the oldest event that waits was written, in milliseconds of this process's clock. */
    private final AtomicLong oldest = new AtomicLong(NOTHING);

    ChainMetrics(Timer lag) {
        this.lag = lag;
    }

    /** One event got its place this long after it was written. */
    public void chained(long ageMillis) {
        lag.record(Math.max(0, ageMillis), TimeUnit.MILLISECONDS);
    }

    /** The oldest event that waits has done so for this long; 0 for none. The age grows on until told otherwise. */
    public void waiting(long ageMillis) {
        oldest.set(ageMillis <= 0 ? NOTHING : now() - ageMillis);
    }

    /** Seconds that the oldest event has been waiting, as of now; 0 when none does. */
    public double waitingSeconds() {
        var since = oldest.get();
        return since == NOTHING ? 0 : (now() - since) / 1000.0;
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
