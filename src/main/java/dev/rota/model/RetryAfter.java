package dev.rota.model;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** The header by which a server says when to come back (RFC 9110 section 10.2.3). */
final class RetryAfter {
    private static final int LONGEST_NUMBER = 9;

    private RetryAfter() {}

    /** Null where it says nothing, or nothing that can be read. */
    static @Nullable Duration of(@Nullable String header) {
        if (header == null) {
            return null;
        }
        var text = header.strip();
        if (text.length() <= LONGEST_NUMBER && text.matches("[0-9]+")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            var at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            var left = Duration.between(ZonedDateTime.now(at.getZone()), at);
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
