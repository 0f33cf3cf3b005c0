package dev.rota.seal;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Seals secrets for the database: AES-256-GCM, a fresh nonce in front, bound to what they belong to. */
public final class SecretBox {
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    /** @param secret 32 bytes */
    public SecretBox(byte[] secret) {
        if (secret.length != KEY_BYTES) {
            throw new IllegalArgumentException("the key has " + KEY_BYTES + " bytes");
        }
        key = new SecretKeySpec(secret, "AES");
    }

    /** @param owner what the secret belongs to; it opens for that alone */
    public Buffer seal(String owner, byte[] secret) {
        var nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            return Buffer.buffer(nonce).appendBytes(run(Cipher.ENCRYPT_MODE, owner, nonce, secret));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** The secret; empty where it was sealed under another key, or for another owner. */
    public Optional<byte[]> open(String owner, Buffer sealed) {
        var all = sealed.getBytes();
        try {
            return Optional.of(run(
                    Cipher.DECRYPT_MODE,
                    owner,
                    Arrays.copyOf(all, NONCE_BYTES),
                    Arrays.copyOfRange(all, NONCE_BYTES, Math.max(NONCE_BYTES, all.length))));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private byte[] run(int mode, String owner, byte[] nonce, byte[] text) throws GeneralSecurityException {
        var cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
        return cipher.doFinal(text);
    }
}
