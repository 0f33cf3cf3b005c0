package dev.rota.attempt;

import dev.rota.failure.Failure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bounds of what callers say about attempts, checked before any statement is sent (catalogue section 8). */
final class Bounds {
    /** Of a note, a question, a commit message: as a comment. */
    static final int NOTE_BYTES = 64 * 1024;

    private Bounds() {}

    /** The lease asked for, else the default. */
    static Duration lease(@Nullable Duration wanted, Duration otherwise) {
        if (wanted == null) {
            return otherwise;
        }
        if (wanted.compareTo(AttemptSettings.SHORTEST_LEASE) < 0
                || wanted.compareTo(AttemptSettings.LONGEST_LEASE) > 0) {
            var bounds = AttemptSettings.SHORTEST_LEASE.toSeconds() + ".." + AttemptSettings.LONGEST_LEASE.toSeconds();
            throw refused("lease_seconds", "'lease_seconds' must be " + bounds, List.of(bounds));
        }
        return wanted;
    }

    /** Refuses a text of more than {@code mostBytes} of UTF-8. */
    static void text(String field, @Nullable String text, int mostBytes) {
        if (text != null && text.getBytes(StandardCharsets.UTF_8).length > mostBytes) {
            throw refused(field, "'" + field + "' may have at most " + mostBytes + " bytes of UTF-8", List.of());
        }
    }

    /** The same for one that must be there and say something. */
    static void requiredText(String field, String text, int mostBytes) {
        if (text.isBlank()) {
            throw refused(field, "'" + field + "' must not be empty", List.of());
        }
        text(field, text, mostBytes);
    }

    /** Refuses a number outside of {@code 0..most}. */
    static void count(String field, @Nullable Long number, long most) {
        if (number != null && (number < 0 || number > most)) {
            throw refused(field, "'" + field + "' must be 0.." + most, List.of("0.." + most));
        }
    }

    private static RuntimeException refused(String field, String message, List<String> accepted) {
        return new Failure.InvalidInput(field, message, accepted).asException();
    }
}
