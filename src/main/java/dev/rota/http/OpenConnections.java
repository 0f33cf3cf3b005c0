package dev.rota.http;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the connections of a node, all event loops together. Holds one entry for each address that has any. */
final class OpenConnections {
    private final ConnectionLimits limits;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<String, Integer> byAddress = new ConcurrentHashMap<>();

    OpenConnections(ConnectionLimits limits) {
        this.limits = limits;
    }

    /** Counts one more; false, and not counted, when that is one too many. */
    boolean open(String address, boolean trustedProxy) {
        if (open.incrementAndGet() > limits.perNode()) {
            open.decrementAndGet();
            return false;
        }
        if (trustedProxy || byAddress.merge(address, 1, Integer::sum) <= limits.perAddress()) {
            return true;
        }
        close(address, false);
        return false;
    }

    /** Undoes one {@link #open} that was counted. */
    void close(String address, boolean trustedProxy) {
        open.decrementAndGet();
        if (!trustedProxy) {
            byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
        }
    }

    int count() {
        return open.get();
    }
}
