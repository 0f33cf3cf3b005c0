package dev.rota.database.embedded;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A moment by which something outside this process must have happened. The operating system announces neither a status
 * line in a file nor the end of a process that is not our child, so those are looked at every few milliseconds.
 */
final class Deadline {
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(5).toNanos();

    private final long endNanos;

    private Deadline(long endNanos) {
        this.endNanos = endNanos;
    }

    static Deadline in(Duration wait) {
        return new Deadline(System.nanoTime() + wait.toNanos());
    }

    /** Never negative. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
    }

    /**
     * Waits until {@code condition} holds; false when the deadline passed first. An interrupt does not end the wait,
     * because what is waited for is a stop that must finish; the flag is set again afterwards.
     */
    boolean await(BooleanSupplier condition) {
        var interrupted = false;
        try {
            while (!condition.getAsBoolean()) {
                if (left().isZero()) {
                    return false;
                }
                LockSupport.parkNanos(this, LOOK_EVERY_NANOS);
                interrupted |= Thread.interrupted();
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
