package dev.rota.audit;

import org.jspecify.annotations.Nullable;

/**
 * Texts of one event that others have chosen, such as what a client calls itself: without what a terminal or a log viewer
 * acts on or what hides or turns around what follows, and no longer than their column may be (security U11).
 */
final class EventText {
    private static final char INSTEAD = '\ufffd';
    private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
    private static final int ZERO_WIDTH_JOINER = 0x200d;

    private boolean cut;

    /** Whether any text was too long. */
    boolean isCut() {
        return cut;
    }

    /** @param most UTF-16 units that are kept */
    String of(String text, int most) {
        return isPlain(text) && text.length() <= most ? text : cleaned(text, most);
    }

    /** Null as it is. */
    @Nullable
    String orNull(@Nullable String text, int most) {
        return text == null ? null : of(text, most);
    }

    private static boolean isPlain(String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    private String cleaned(String text, int most) {
        var cleaned = new StringBuilder(Math.min(text.length(), most));
        for (var i = 0; i < text.length(); ) {
            var c = text.codePointAt(i);
            if (cleaned.length() + Character.charCount(c) > most) {
                cut = true;
                break;
            }
            cleaned.appendCodePoint(acts(c) ? INSTEAD : c);
            i += Character.charCount(c);
        }
        return cleaned.toString();
    }

    /** Escapes, line ends, bidirectional controls, invisible tags, halves of characters. Two joiners are letters' own. */
    private static boolean acts(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            case Character.FORMAT -> c != ZERO_WIDTH_NON_JOINER && c != ZERO_WIDTH_JOINER;
            default -> false;
        };
    }
}
