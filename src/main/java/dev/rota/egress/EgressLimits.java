package dev.rota.egress;

import java.time.Duration;

/**
 * How much an answer may cost.
 *
 * @param total from the look-up of the name to the last byte
 * @param idle between two parts of the answer, and before the first
 * @param bytes of the body; nothing more is read
 */
public record EgressLimits(Duration total, Duration idle, int bytes) {
    /** Where only the whole counts. */
    public EgressLimits(Duration total, int bytes) {
        this(total, total, bytes);
    }
}
