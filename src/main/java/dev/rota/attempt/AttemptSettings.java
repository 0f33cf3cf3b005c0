package dev.rota.attempt;

import dev.rota.settings.SettingsReader;
import java.time.Duration;

/**
 * How attempts are kept.
 *
 * @param lease how long a claim holds when its holder does not say
 * @param maxAttempts how many leases of a task may lapse; with the last the task is failed
 * @param uploads artifact contents that may be arriving at this node at one time; each is held in memory
 */
public record AttemptSettings(Duration lease, int maxAttempts, int uploads) {
    /** The bounds of a lease, whoever asks for it (catalogue section 8). */
    public static final Duration SHORTEST_LEASE = Duration.ofSeconds(60);

    public static final Duration LONGEST_LEASE = Duration.ofHours(24);

    public static final AttemptSettings DEFAULT = new AttemptSettings(Duration.ofMinutes(15), 3, 2);

    public static AttemptSettings read(SettingsReader from) {
        return new AttemptSettings(
                from.duration("rota.attempt.lease", DEFAULT.lease, SHORTEST_LEASE, LONGEST_LEASE),
                from.integer("rota.attempt.max-attempts", DEFAULT.maxAttempts, 1, 100),
                from.integer("rota.limit.uploads", DEFAULT.uploads, 1, 64));
    }
}
