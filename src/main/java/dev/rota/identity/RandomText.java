package dev.rota.identity;

import java.security.SecureRandom;
import java.util.Base64;

/** What ids are made of that nobody may guess: random bytes, in base64url without padding (RFC 4648 section 5). */
public final class RandomText {
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomText() {}

    /** @param bytes of which each has eight random bits; the text is a third longer */
    public static String of(int bytes) {
        var random = new byte[bytes];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
