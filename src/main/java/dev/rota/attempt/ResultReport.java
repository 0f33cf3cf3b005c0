package dev.rota.attempt;

import dev.rota.failure.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What an executor reports of work it has done on a task.
 *
 * @param status {@code success}, {@code partial} or {@code failed}
 * @param executor who did it, by its own account; null for the caller. The attempt is the caller's all the same
 * @param executorType {@code human} or {@code agent}; null for what the caller is
 * @param provider what ran it; null where it is not said
 * @param request what it was asked, of up to 256 KiB; null where it is not said
 * @param response what it answered, of up to 256 KiB
 * @param errorMessage what went wrong
 * @param numbers model, tokens, cost and time; its notes and failure class do not count
 */
public record ResultReport(
        AttemptStatus status,
        @Nullable String executor,
        @Nullable String executorType,
        @Nullable String provider,
        @Nullable String request,
        @Nullable String response,
        @Nullable String errorMessage,
        Outcome numbers) {
    private static final int NAME_CHARS = 254;
    private static final int PROVIDER_CHARS = 100;
    private static final int TEXT_BYTES = 256 * 1024;

    /** Fails with {@code validation_failed} for what is empty or too long. */
    public ResultReport {
        requireShort("executor", executor, NAME_CHARS);
        requireShort("provider", provider, PROVIDER_CHARS);
        Bounds.text("request", request, TEXT_BYTES);
        Bounds.text("response", response, TEXT_BYTES);
        Bounds.text("error_message", errorMessage, Bounds.NOTE_BYTES);
    }

    /** How the attempt ends. */
    Outcome outcome() {
        return new Outcome(
                errorMessage,
                status == AttemptStatus.FAILED ? "other" : null,
                numbers.model(),
                numbers.tokensInput(),
                numbers.tokensOutput(),
                numbers.tokensTotal(),
                numbers.costUsd(),
                numbers.wallClockMs());
    }

    private static void requireShort(String field, @Nullable String text, int most) {
        if (text != null && (text.isBlank() || text.length() > most)) {
            throw new Failure.InvalidInput(field, "'" + field + "' must have 1 to " + most + " characters")
                    .asException();
        }
    }
}
