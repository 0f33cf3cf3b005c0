package dev.rota.oauth.session;

import dev.rota.seal.Hmac;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** What a form carries to show that it is the one we sent to this browser, for this purpose (security A15, H5, H7). */
public final class FormTokens {
    private final List<Hmac> keys;

    /**
     * @param key 32 random bytes, the same on every node
     * @param former keys whose tokens still match
     */
    public FormTokens(byte[] key, byte[]... former) {
        keys = Stream.concat(Stream.of(key), Stream.of(former)).map(Hmac::new).toList();
    }

    /** @param purpose what the form does, and to which request */
    public String of(SessionId session, String purpose) {
        return of(keys.get(0), session, purpose);
    }

    private static String of(Hmac key, SessionId session, String purpose) {
        var message = (session.reveal() + '\n' + purpose).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.of(message));
    }

    public boolean matches(SessionId session, String purpose, String presented) {
        var given = presented.getBytes(StandardCharsets.UTF_8);
        return keys.stream()
                .anyMatch(key ->
                        MessageDigest.isEqual(of(key, session, purpose).getBytes(StandardCharsets.US_ASCII), given));
    }
}
