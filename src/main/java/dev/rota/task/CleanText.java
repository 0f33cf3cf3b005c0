package dev.rota.task;

import dev.rota.failure.Failure;
import dev.rota.identity.VisibleText;
import org.jspecify.annotations.Nullable;

/** Text as it is stored: without characters that nobody sees, within its bounds (security X2, catalogue section 8). */
final class CleanText {
    static final int TITLE_CHARS = TaskLimits.TITLE_CHARS;
    static final int DESCRIPTION_BYTES = TaskLimits.DESCRIPTION_BYTES;
    static final int COMMENT_BYTES = TaskLimits.COMMENT_BYTES;

    private CleanText() {}

    /** A single line of 1 to 500 characters. */
    static String title(String field, String text) {
        var clean = VisibleText.of(text);
        if (clean.isEmpty() || clean.codePointCount(0, clean.length()) > TITLE_CHARS) {
            throw new Failure.InvalidInput(field, "'" + field + "' must have 1 to " + TITLE_CHARS + " characters")
                    .asException();
        }
        return clean;
    }

    /** A label: one word or a few, without commas, 1 to 64 characters. */
    static String label(String field, String text) {
        var clean = VisibleText.of(text);
        if (clean.isEmpty() || clean.length() > 64 || clean.indexOf(',') >= 0) {
            throw new Failure.InvalidInput(field, "a label must have 1 to 64 characters and no comma").asException();
        }
        return clean;
    }

    /** A text of any lines, as it was given, within its bound; null stays null. */
    static @Nullable String body(String field, @Nullable String text, int mostBytes) {
        if (!fits(text, mostBytes)) {
            throw new Failure.InvalidInput(field, "'" + field + "' may have at most " + mostBytes + " bytes of UTF-8")
                    .asException();
        }
        return text;
    }

    /** Whether {@code text} has at most that many bytes of UTF-8; nothing has none. */
    static boolean fits(@Nullable String text, int mostBytes) {
        return text == null || text.length() <= mostBytes / 4 || utf8Length(text) <= mostBytes;
    }

    private static int utf8Length(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    }
}
