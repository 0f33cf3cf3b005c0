package dev.rota.seal;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals secrets for the database: AES-256-GCM, a fresh nonce in front, bound to what they belong to. One key seals; former
 * ones still open, so that it can be replaced (security S6).
 */
public final class SecretBox {
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;
    private final List<SecretKeySpec> former;

    /**
     * What was sealed.
     *
     * @param isCurrent whether it is sealed with the current key, and not with a former one
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Opened(byte[] secret, boolean isCurrent) {
        /** As UTF-8. */
        public String text() {
            return new String(secret, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "a secret";
        }
    }

    /**
     * @param secret 32 bytes
     * @param former keys that seal nothing any more, 32 bytes each
     */
    public SecretBox(byte[] secret, byte[]... former) {
        key = key(secret);
        this.former = Stream.of(former).map(SecretBox::key).toList();
    }

    private static SecretKeySpec key(byte[] secret) {
        if (secret.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key has " + KEY_BYTES + " bytes");
        }
        return new SecretKeySpec(secret, "AES");
    }

    /** @param owner what the secret belongs to; it opens for that alone */
    public Buffer seal(String owner, byte[] secret) {
        var nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            return Buffer.buffer(nonce).appendBytes(run(Cipher.ENCRYPT_MODE, key, owner, nonce, secret));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** The secret; empty where it was sealed under a key that is not known, or for another owner. */
    public Optional<Opened> open(String owner, Buffer sealed) {
        var all = sealed.getBytes();
        return all.length < NONCE_BYTES + TAG_BITS / Byte.SIZE
                ? Optional.empty()
                : open(key, owner, all).map(secret -> new Opened(secret, true)).or(() -> former.stream()
                        .flatMap(one -> open(one, owner, all).stream())
                        .map(secret -> new Opened(secret, false))
                        .findFirst());
    }

    private static Optional<byte[]> open(SecretKeySpec key, String owner, byte[] sealed) {
        try {
            return Optional.of(run(
                    Cipher.DECRYPT_MODE,
                    key,
                    owner,
                    Arrays.copyOf(sealed, NONCE_BYTES),
                    Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length)));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static byte[] run(int mode, SecretKeySpec key, String owner, byte[] nonce, byte[] text)
            throws GeneralSecurityException {
        var cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
        return cipher.doFinal(text);
    }
}
