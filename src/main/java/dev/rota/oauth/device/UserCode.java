package dev.rota.oauth.device;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a person types: eight letters without vowels, so that they spell nothing, 34 bits (RFC 8628 section 6.1).
 *
 * @param letters as it is stored
 */
public record UserCode(String letters) {
    private static final String ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";
    private static final int LENGTH = 8;
    private static final Pattern SHAPE = Pattern.compile("[" + ALPHABET + "]{" + LENGTH + "}");
    private static final Pattern BETWEEN = Pattern.compile("[\\s._-]");
    private static final SecureRandom RANDOM = new SecureRandom();

    static UserCode random() {
        var letters = new StringBuilder(LENGTH);
        RANDOM.ints(LENGTH, 0, ALPHABET.length()).forEach(index -> letters.append(ALPHABET.charAt(index)));
        return new UserCode(letters.toString());
    }

    /** The code that somebody has typed, in any case and with whatever they put between its letters; empty for no code. */
    static Optional<UserCode> typed(String text) {
        var letters = BETWEEN.matcher(text).replaceAll("").toUpperCase(Locale.ROOT);
        return SHAPE.matcher(letters).matches() ? Optional.of(new UserCode(letters)) : Optional.empty();
    }

    /** As it is shown: {@code WDJB-MJHT}. */
    public String shown() {
        return letters.substring(0, LENGTH / 2) + "-" + letters.substring(LENGTH / 2);
    }
}
