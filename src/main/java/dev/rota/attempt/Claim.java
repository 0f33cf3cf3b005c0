package dev.rota.attempt;

import dev.rota.task.Complexity;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a claim ended. Finding nothing to do is an answer, not a failure. */
public sealed interface Claim {
    /**
     * The caller holds the task.
     *
     * @param before the task's status until now
     * @param endedLapsed whether somebody's claim that had lapsed ended with this one
     */
    record Made(
            long attempt,
            OffsetDateTime leaseExpiresAt,
            long task,
            String key,
            String before,
            Complexity.Grade complexity,
            boolean endedLapsed)
            implements Claim {}

    /**
     * Nothing was claimed.
     *
     * @param retryAfterMs when it may be worth another try; null when no time can be named
     * @param blockedCount tasks that would match but wait for others or for a person; of a named task, what it waits
     *     for; null when there are none
     */
    record Refused(Reason reason, @Nullable Long retryAfterMs, @Nullable Long blockedCount) implements Claim {}

    /** Why nothing was claimed. */
    enum Reason {
        NONE_READY,
        ALREADY_CLAIMED,
        BLOCKED,
        LIMIT;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
