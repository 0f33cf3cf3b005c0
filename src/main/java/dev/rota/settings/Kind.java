package dev.rota.settings;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How values of one setting are read and shown.
 *
 * @param form what is accepted, after "must be"; empty when any text is
 * @param parser throws IllegalArgumentException for what it refuses
 * @param shown spells a value as a file would
 * @param echoed whether a refused text may be repeated to the person who set it
 * @param emptyCounts whether an empty text is a value, and not the absence of one
 */
record Kind<T>(
        String form, Function<String, T> parser, Function<T, String> shown, boolean echoed, boolean emptyCounts) {
    Kind(String form, Function<String, T> parser, Function<T, String> shown) {
        this(form, parser, shown, true, false);
    }

    /** A kind whose texts are repeated to nobody. */
    static <T> Kind<T> silent(String form, Function<String, T> parser) {
        return new Kind<>(form, parser, String::valueOf, false, false);
    }

    static <T extends Comparable<T>> Kind<T> within(
            T min, T max, String what, Function<String, T> parser, Function<T, String> shown) {
        Function<String, T> bounded = text -> {
            var value = parser.apply(text);
            if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
                throw new IllegalArgumentException("out of bounds");
            }
            return value;
        };
        return new Kind<>(what + " from " + shown.apply(min) + " to " + shown.apply(max), bounded, shown);
    }

    static <T> Kind<T> oneOf(List<T> values, Function<T, String> spelling) {
        return new Kind<>(
                values.stream().map(spelling).collect(Collectors.joining(" or ")),
                text -> values.stream()
                        .filter(value -> spelling.apply(value).equals(text.toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(IllegalArgumentException::new),
                spelling);
    }
}
