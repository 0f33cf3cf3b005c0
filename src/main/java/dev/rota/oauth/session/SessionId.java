package dev.rota.oauth.session;

import dev.rota.identity.RandomText;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.regex.Pattern;

/** 256 random bits that a browser holds in its cookie, before it signs in as after. A secret: it shows itself to nobody. */
public final class SessionId {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final String value;

    private SessionId(String value) {
        this.value = value;
    }

    static SessionId random() {
        return new SessionId(RandomText.of(32));
    }

    static Optional<SessionId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new SessionId(text)) : Optional.empty();
    }

    String reveal() {
        return value;
    }

    /** As it is stored. Nobody guesses 256 bits, so the hash needs no key. */
    Buffer hash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return Buffer.buffer(digest.digest(value.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "session";
    }
}
