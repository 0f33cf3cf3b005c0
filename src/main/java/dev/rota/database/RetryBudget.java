package dev.rota.database;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How often transactions may be tried again: by one for each ten that were begun, and a few at once (security O7). When
 * everything conflicts, trying again only makes more of it. Any thread.
 */
final class RetryBudget {
    private static final int COST = 10;
    private static final int MOST = 20 * COST;
    private static final int FIRST_PAUSE_MS = 10;

    private final AtomicInteger left = new AtomicInteger(MOST);

    /** A transaction is begun for the first time. */
    void begun() {
        if (left.get() < MOST) {
            left.incrementAndGet();
        }
    }

    /** Whether one may be tried again. */
    boolean take() {
        return left.getAndUpdate(now -> now >= COST ? now - COST : now) >= COST;
    }

    /** How long to wait before: some milliseconds, twice as long each time, so that those who met do not meet again. */
    static long pauseMillis(int tries) {
        var most = FIRST_PAUSE_MS << tries;
        return ThreadLocalRandom.current().nextLong(most / 2, most);
    }
}
