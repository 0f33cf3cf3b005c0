package dev.rota.observe;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the memory for the network's buffers suffices (security O10). Running out of it ends no process, as running out of
 * heap does: each allocation fails by itself, and connections with it. Whoever sees such a failure tells it here, and the
 * node is not alive for a while after each: a burst that passes is forgiven, a leak goes on and has the node replaced.
 */
public final class DirectMemory {
    /** Longer than between two probes, shorter than the three that usually end a node. */
    static final Duration FORGIVEN = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(DirectMemory.class);
    private static final DirectMemory OF_PROCESS = new DirectMemory(System::nanoTime);
    private static final int DEEPEST_CAUSE = 10;

    private final LongSupplier nanos;
    private final AtomicLong forgivenAt;

    /** @param nanos a monotonic clock */
    DirectMemory(LongSupplier nanos) {
        this.nanos = nanos;
        this.forgivenAt = new AtomicLong(nanos.getAsLong());
    }

    /** There is one such memory in a process, whatever runs in it. */
    public static DirectMemory ofProcess() {
        return OF_PROCESS;
    }

    /** Looks at what nobody else handles, and logs it. */
    public void watch(Vertx vertx) {
        vertx.exceptionHandler(problem -> {
            failed(problem);
            LOG.error("a failure that nobody handled", problem);
        });
    }

    /** Looks whether that is why something failed; anything else is ignored. Any thread. */
    public void failed(Throwable problem) {
        var cause = problem;
        for (var depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            // The buffers' own error and the platform's have no other type in common, and both say what ran out.
            if (cause instanceof OutOfMemoryError
                    && String.valueOf(cause.getMessage()).contains("direct")) {
                forgivenAt.set(nanos.getAsLong() + FORGIVEN.toNanos());
                return;
            }
            cause = cause.getCause();
        }
    }

    /** False for 20 seconds after each failure. */
    public boolean suffices() {
        return nanos.getAsLong() - forgivenAt.get() >= 0;
    }
}
