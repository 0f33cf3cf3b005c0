package dev.rota.settings;

/** Text from outside, made safe to print on one line. */
final class Shown {
    private static final int LIMIT_CHARACTERS = 64;

    private Shown() {}

    /** At most 64 characters of {@code text}, with control and format characters replaced. */
    static String text(String text) {
        var line = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
        return line.length() <= LIMIT_CHARACTERS ? line : line.substring(0, LIMIT_CHARACTERS) + "…";
    }
}
