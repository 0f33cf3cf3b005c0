package dev.rota.failure;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** When to come back, spread over four seconds: who was refused together must not come back together. */
public final class RetryAfter {
    private static final int SPREAD_MS = 4_000;

    private RetryAfter() {}

    /** Between 1 and 5 seconds, where nothing says how long it takes. */
    public static Duration soon() {
        return notBefore(Duration.ofSeconds(1));
    }

    /** {@code wait}, or up to 4 seconds more. */
    public static Duration notBefore(Duration wait) {
        return wait.plusMillis(ThreadLocalRandom.current().nextInt(SPREAD_MS + 1));
    }
}
