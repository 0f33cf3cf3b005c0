package dev.rota.execution;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** How long to wait before a request is sent again: twice as long each time, up to a minute, and not all at once. */
final class Pauses {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Pauses() {}

    /**
     * @param first after the first try
     * @param tries so far, at least 1
     * @param asked by the server; counts where it is longer, up to a minute
     */
    static Duration after(Duration first, int tries, @Nullable Duration asked) {
        var most = Math.min(LONGEST.toMillis(), first.toMillis() << Math.min(tries - 1, 16));
        var drawn = Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
        if (asked == null || asked.compareTo(drawn) < 0) {
            return drawn;
        }
        return asked.compareTo(LONGEST) < 0 ? asked : LONGEST;
    }
}
