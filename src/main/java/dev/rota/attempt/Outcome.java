package dev.rota.attempt;

import dev.rota.failure.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a holder says of its attempt at the end.
 *
 * @param failureClass any text of up to 100 characters; the native tool takes its own list only
 * @param tokensTotal counts where input and output are not both given
 * @param costUsd in US dollars, below a million
 */
public record Outcome(
        @Nullable String notes,
        @Nullable String failureClass,
        @Nullable String model,
        @Nullable Long tokensInput,
        @Nullable Long tokensOutput,
        @Nullable Long tokensTotal,
        @Nullable Double costUsd,
        @Nullable Long wallClockMs) {
    /** Says nothing. */
    public static final Outcome NONE = new Outcome(null, null, null, null, null, null, null, null);

    private static final long MOST = 1L << 53;
    private static final double MOST_USD = 999_999;

    public Outcome {
        Bounds.text("notes", notes, Bounds.NOTE_BYTES);
        Bounds.text("failure_class", failureClass, 100);
        Bounds.text("model", model, 200);
        Bounds.count("tokens_input", tokensInput, MOST);
        Bounds.count("tokens_output", tokensOutput, MOST);
        Bounds.count("cost_tokens", tokensTotal, MOST);
        Bounds.count("wall_clock_ms", wallClockMs, MOST);
        if (costUsd != null && !(costUsd >= 0 && costUsd <= MOST_USD)) {
            throw new Failure.InvalidInput("cost_usd", "'cost_usd' must be 0..999999", List.of("0..999999"))
                    .asException();
        }
    }

    /** Input and output together where both are known (catalogue section 9). */
    @Nullable
    Long allTokens() {
        return tokensInput != null && tokensOutput != null ? Long.valueOf(tokensInput + tokensOutput) : tokensTotal;
    }
}
