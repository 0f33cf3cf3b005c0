package dev.rota.oauth.key;

import dev.rota.seal.SecretBox;
import io.vertx.core.buffer.Buffer;

/** Seals private keys for the database, each bound to its id. */
public final class KeyCipher {
    private final SecretBox box;

    /** @param secret 32 bytes */
    public KeyCipher(byte[] secret) {
        box = new SecretBox(secret);
    }

    Buffer seal(String kid, byte[] secret) {
        return box.seal(kid, secret);
    }

    /** Throws where it was sealed under another key, or for another id. */
    byte[] open(String kid, Buffer sealed) {
        return box.open(kid, sealed)
                .orElseThrow(() -> new IllegalStateException("signing key " + kid
                        + " was stored under another rota.encryption-key; set the one it was stored under"));
    }
}
