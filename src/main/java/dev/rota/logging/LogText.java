package dev.rota.logging;

/** Text from anywhere, made fit for one line of a log. */
final class LogText {
    /** Enough for any message worth reading; a megabyte of somebody's input is not. */
    static final int LIMIT_CHARACTERS = 16_384;

    private LogText() {}

    /** Cut, masked, and escaped, in this order: half a token still looks like one. */
    static String line(String text) {
        return escape(Redaction.mask(cut(text)));
    }

    static String cut(String text) {
        return text.length() <= LIMIT_CHARACTERS ? text : text.substring(0, LIMIT_CHARACTERS) + "… (cut)";
    }

    /** Nothing that ends a line, drives a terminal or turns the direction of reading is left as it is. */
    static String escape(String text) {
        if (text.codePoints().noneMatch(LogText::isUnsafe)) {
            return text;
        }
        var escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(character -> append(escaped, character));
        return escaped.toString();
    }

    private static void append(StringBuilder escaped, int character) {
        switch (character) {
            case '\n' -> escaped.append("\\n");
            case '\r' -> escaped.append("\\r");
            case '\t' -> escaped.append("\\t");
            default -> {
                if (isUnsafe(character)) {
                    escaped.append(String.format("\\u%04x", character));
                } else {
                    escaped.appendCodePoint(character);
                }
            }
        }
    }

    private static boolean isUnsafe(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
