package dev.rota.oauth.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a form carries to show that it is the one we sent to this browser, for this purpose (security A15, H5, H7). */
public final class FormTokens {
    private static final String ALGORITHM = "HmacSHA256";

    private final List<SecretKeySpec> keys;

    /**
     * @param key 32 random bytes, the same on every node
     * @param former keys whose tokens still match
     */
    public FormTokens(byte[] key, byte[]... former) {
        keys = Stream.concat(Stream.of(key), Stream.of(former))
                .map(one -> new SecretKeySpec(one, ALGORITHM))
                .toList();
    }

    /** @param purpose what the form does, and to which request */
    public String of(SessionId session, String purpose) {
        return of(keys.get(0), session, purpose);
    }

    private static String of(SecretKeySpec key, SessionId session, String purpose) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(session.reveal().getBytes(StandardCharsets.US_ASCII));
            mac.update((byte) '\n');
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    public boolean matches(SessionId session, String purpose, String presented) {
        var given = presented.getBytes(StandardCharsets.UTF_8);
        return keys.stream()
                .anyMatch(key ->
                        MessageDigest.isEqual(of(key, session, purpose).getBytes(StandardCharsets.US_ASCII), given));
    }
}
