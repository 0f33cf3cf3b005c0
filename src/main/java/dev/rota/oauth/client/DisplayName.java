package dev.rota.oauth.client;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import org.jspecify.annotations.Nullable;

/**
 * What a client calls itself, made safe to show: without control, bidirectional, invisible and tag characters, which could
 * make it read as something else, and at most 64 characters.
 */
final class DisplayName {
    private static final int LONGEST = 64;
    private static final String NAMELESS = "Unnamed client";

    private DisplayName() {}

    /** Never empty: what has no name is called that. */
    static String of(@Nullable String claimed) {
        if (claimed == null) {
            return NAMELESS;
        }
        var kept = new StringBuilder();
        Normalizer.normalize(claimed, Form.NFC)
                .codePoints()
                .map(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) ? ' ' : c)
                .filter(DisplayName::isShown)
                .forEach(kept::appendCodePoint);
        var name = kept.toString().strip().replaceAll(" {2,}", " ");
        var length = name.codePointCount(0, name.length());
        var cut = length <= LONGEST
                ? name
                : name.substring(0, name.offsetByCodePoints(0, LONGEST)).strip();
        return cut.isEmpty() ? NAMELESS : cut;
    }

    private static boolean isShown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
