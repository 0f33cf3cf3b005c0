package dev.rota.oauth.key;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Seals private keys for the database: AES-256-GCM, a fresh nonce in front, bound to the key's id. */
public final class KeyCipher {
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    /** @param secret 32 bytes */
    public KeyCipher(byte[] secret) {
        if (secret.length != KEY_BYTES) {
            throw new IllegalArgumentException("the key has " + KEY_BYTES + " bytes");
        }
        key = new SecretKeySpec(secret, "AES");
    }

    Buffer seal(String kid, byte[] secret) {
        var nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            return Buffer.buffer(nonce).appendBytes(run(Cipher.ENCRYPT_MODE, kid, nonce, secret));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** Throws where it was sealed under another key, or for another id. */
    byte[] open(String kid, Buffer sealed) {
        var all = sealed.getBytes();
        try {
            return run(
                    Cipher.DECRYPT_MODE,
                    kid,
                    Arrays.copyOf(all, NONCE_BYTES),
                    Arrays.copyOfRange(all, NONCE_BYTES, all.length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "signing key " + kid
                            + " was stored under another rota.encryption-key; set the one it was stored under",
                    e);
        }
    }

    private byte[] run(int mode, String kid, byte[] nonce, byte[] text) throws GeneralSecurityException {
        var cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(kid.getBytes(StandardCharsets.UTF_8));
        return cipher.doFinal(text);
    }
}
