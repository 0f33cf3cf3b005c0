package dev.rota.execution;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How an execution ends.
 *
 * @param error a word for programs; null where there is an answer
 * @param notes the same for people
 * @param costUsd null where nobody knows: then what was reserved stays spent
 * @param wallClockMs of the last try
 */
record Ending(
        ExecutionStatus status,
        @Nullable String error,
        @Nullable String notes,
        @Nullable String response,
        @Nullable Long tokensInput,
        @Nullable Long tokensOutput,
        @Nullable BigDecimal costUsd,
        @Nullable Long wallClockMs) {
    /** Without an answer, and without having cost anything. */
    static Ending free(ExecutionStatus status, String error, String notes) {
        return new Ending(status, error, notes, null, null, null, BigDecimal.ZERO, null);
    }

    /** Without an answer, at whatever it has cost. */
    static Ending unknown(String error, String notes) {
        return new Ending(ExecutionStatus.ERROR, error, notes, null, null, null, null, null);
    }
}
