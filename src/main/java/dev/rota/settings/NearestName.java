package dev.rota.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The known name that was probably meant. */
final class NearestName {
    private NearestName() {}

    /** The name with the fewest edits from {@code name}, the alphabetically first of equals; empty if none is known. */
    static Optional<String> among(Collection<String> known, String name) {
        return known.stream()
                .min(Comparator.<String>comparingInt(candidate -> distance(candidate, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Levenshtein distance: insertions, deletions and replacements of characters that turn one into the other. */
    static int distance(String one, String other) {
        var above = new int[other.length() + 1];
        for (int column = 0; column < above.length; column++) {
            above[column] = column;
        }
        for (int row = 1; row <= one.length(); row++) {
            above = nextRow(above, row, one.charAt(row - 1), other);
        }
        return above[other.length()];
    }

    private static int[] nextRow(int[] above, int row, char character, String other) {
        var current = new int[above.length];
        current[0] = row;
        for (int column = 1; column < current.length; column++) {
            int replaced = above[column - 1] + (character == other.charAt(column - 1) ? 0 : 1);
            current[column] = Math.min(replaced, 1 + Math.min(above[column], current[column - 1]));
        }
        return current;
    }
}
