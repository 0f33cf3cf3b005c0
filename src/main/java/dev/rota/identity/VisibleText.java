package dev.rota.identity;

/** Names and titles without what nobody sees, which could make them read as something else (security X2). */
public final class VisibleText {
    private VisibleText() {}

    /** Without controls, bidi controls, tags and zero-width characters, and without spaces around it; the joiners that scripts need stay. */
    public static String of(String text) {
        var clean = new StringBuilder(text.length());
        text.codePoints().filter(c -> !isInvisible(c)).forEach(clean::appendCodePoint);
        return clean.toString().strip();
    }

    /** Whether a text of many lines has any of them: it stays as it was written, and whoever is given it is told. */
    public static boolean isHidingIn(String body) {
        return body.codePoints().anyMatch(c -> isInvisible(c) && c != '\n' && c != '\r' && c != '\t');
    }

    private static boolean isInvisible(int c) {
        return Character.isISOControl(c)
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069)
                || (c >= 0xE0000 && c <= 0xE007F)
                || c == 0x200B
                || c == 0x200E
                || c == 0x200F
                || c == 0x2060
                || c == 0xFEFF;
    }
}
