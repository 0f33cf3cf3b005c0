package dev.rota.task;

/** The beginning of a text, never half a character. */
public final class CutText {
    private CutText() {}

    /** As much as is at most {@code mostBytes} of a JSON string in UTF-8; the same text where all of it is. */
    public static String to(String text, int mostBytes) {
        var bytes = 0;
        var at = 0;
        while (at < text.length()) {
            var c = text.codePointAt(at);
            bytes += encoded(c);
            if (bytes > mostBytes) {
                return text.substring(0, at);
            }
            at += Character.charCount(c);
        }
        return text;
    }

    private static int encoded(int c) {
        if (c < 0x20) {
            return c == '\n' || c == '\r' || c == '\t' ? 2 : 6;
        }
        if (c < 0x80) {
            return c == '"' || c == '\\' ? 2 : 1;
        }
        return c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }
}
