package dev.rota.settings;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Durations and sizes as people write them, both ways. Parsing fails with IllegalArgumentException. */
final class Quantities {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,18})\\s?([A-Za-z]*)");
    private static final Map<String, Long> MILLIS = units("d", 86_400_000L, "h", 3_600_000L, "m", 60_000L, "s", 1_000L);
    private static final Map<String, Long> BYTES = units("GiB", 1L << 30, "MiB", 1L << 20, "KiB", 1L << 10);

    private Quantities() {}

    /** Reads {@code 250ms}, {@code 30s}, {@code 15m}, {@code 24h}, {@code 90d} and ISO 8601, such as {@code PT15M}. */
    static Duration duration(String text) {
        try {
            return text.toUpperCase(Locale.ROOT).startsWith("P")
                    ? Duration.parse(text)
                    : Duration.ofMillis(millis(text));
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Reads {@code 512}, {@code 512B}, {@code 16KiB}, {@code 1MiB} and {@code 2GiB}. */
    static long bytes(String text) {
        return scaled(text, BYTES, "B", "");
    }

    static String show(Duration duration) {
        return duration.isZero() ? "0s" : inLargestUnit(duration.toMillis(), MILLIS, "ms");
    }

    static String show(long bytes) {
        return inLargestUnit(bytes, BYTES, "");
    }

    private static long millis(String text) {
        return scaled(text, MILLIS, "ms", "ms");
    }

    private static long scaled(String text, Map<String, Long> units, String one, String alsoOne) {
        var parts = NUMBER_AND_UNIT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a number with a unit");
        }
        var unit = parts.group(2);
        Long factor = unit.equals(one) || unit.equals(alsoOne) ? Long.valueOf(1) : units.get(unit);
        if (factor == null) {
            throw new IllegalArgumentException("unknown unit");
        }
        try {
            return Math.multiplyExact(Long.parseLong(parts.group(1)), factor);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String inLargestUnit(long amount, Map<String, Long> units, String one) {
        for (var unit : units.entrySet()) {
            if (amount != 0 && amount % unit.getValue() == 0) {
                return amount / unit.getValue() + unit.getKey();
            }
        }
        return amount + one;
    }

    /** From large to small, which {@link #inLargestUnit} relies on. */
    private static Map<String, Long> units(Object... namesAndFactors) {
        var units = new LinkedHashMap<String, Long>();
        for (int i = 0; i < namesAndFactors.length; i += 2) {
            units.put((String) namesAndFactors[i], (Long) namesAndFactors[i + 1]);
        }
        return units;
    }
}
