package dev.rota.rest;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Times as they come in (RFC 3339). */
final class Times {
    private Times() {}

    /** Empty where it is none, or none that the database could hold. */
    static Optional<OffsetDateTime> parse(String text) {
        try {
            var time = OffsetDateTime.parse(text);
            return time.getYear() > 0 && time.getYear() <= 9999 ? Optional.of(time) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
