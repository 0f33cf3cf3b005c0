package dev.rota.handle;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The id of a handle: {@code kind-subject-secret}. It says what it is about, so that one round trip finds both, and its
 * secret of 128 bits makes that nobody guesses it (security R-10). It authorizes nothing by itself.
 */
public record HandleId(String kind, long subject, String secret) {
    private static final Pattern FORM = Pattern.compile("([a-z]{1,20})-([0-9]{1,18})-([A-Za-z0-9_-]{22})");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 16;

    static HandleId draw(String kind, long subject) {
        var secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return new HandleId(
                kind, subject, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /** The id that a client sent; empty for what was never one. */
    public static Optional<HandleId> of(String text) {
        var matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new HandleId(matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return kind + "-" + subject + "-" + secret;
    }
}
