package dev.rota.check;

import dev.rota.failure.Failure;
import dev.rota.identity.VisibleText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a check has found.
 *
 * @param gate which gate it is for; there need not be one of that name
 * @param critical how many findings of that weight, 0 to a million, as the next two
 * @param report any text of up to 256 KiB; null for none
 */
public record Finding(String gate, Status status, int critical, int major, int minor, @Nullable String report) {
    /** How a gate, and so a check, may be called. */
    static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    private static final int MOST = 1_000_000;
    private static final int REPORT_BYTES = 256 * 1024;

    /** Fails with {@code validation_failed} for what is out of bounds. */
    public Finding {
        requireName("gate", gate);
        requireCount("critical", critical);
        requireCount("major", major);
        requireCount("minor", minor);
        if (report != null && report.getBytes(StandardCharsets.UTF_8).length > REPORT_BYTES) {
            throw new Failure.InvalidInput(
                            "report",
                            "'report' may have at most " + REPORT_BYTES
                                    + " bytes; attach longer ones with add_artifact")
                    .asException();
        }
    }

    /** What the check says of itself. */
    public enum Status {
        PASS,
        WARN,
        FAIL;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Status of(String wire) {
            return valueOf(wire.toUpperCase(Locale.ROOT));
        }
    }

    static void requireName(String field, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new Failure.InvalidInput(
                            field,
                            "'" + VisibleText.of(name)
                                    + "' is no name of a check: small letters, digits, '.', '_', '-'",
                            List.of("lint", "unit-tests"))
                    .asException();
        }
    }

    private static void requireCount(String field, int count) {
        if (count < 0 || count > MOST) {
            throw new Failure.InvalidInput(field, "'" + field + "' must be 0.." + MOST, List.of("0.." + MOST))
                    .asException();
        }
    }
}
