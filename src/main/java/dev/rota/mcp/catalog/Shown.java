package dev.rota.mcp.catalog;

/** What a caller sent, as far as an answer repeats it. */
public final class Shown {
    private static final int MOST = 64;

    private Shown() {}

    /** At most 64 characters, none of them invisible: security X7. */
    public static String text(String sent) {
        var cut = sent.length() > MOST ? sent.substring(0, MOST) : sent;
        return cut.codePoints()
                .map(c -> isVisible(c) ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
