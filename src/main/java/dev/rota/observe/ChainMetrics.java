package dev.rota.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What the audit's sequencer reports. An alarm belongs at an age of 30 s (security U8). */
public final class ChainMetrics {
    private static final long NOTHING = Long.MIN_VALUE;

    private final Timer lag;
    private final Counter disputes;
    /** When the oldest event that waits was written, in milliseconds of this process's clock. */
    private final AtomicLong oldest = new AtomicLong(NOTHING);

    ChainMetrics(Timer lag, Counter disputes) {
        this.lag = lag;
        this.disputes = disputes;
    }

    /** One event got its place this long after it was written. */
    public void chained(long ageMillis) {
        lag.record(Math.max(0, ageMillis), TimeUnit.MILLISECONDS);
    }

    /** A digest was found that is not what was signed, or not what the object store has. An alarm belongs at the first. */
    public void disputed() {
        disputes.increment();
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
