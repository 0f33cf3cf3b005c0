package dev.rota.oauth.key;

import dev.rota.seal.SecretBox;
import dev.rota.seal.SecretBox.Opened;
import io.vertx.core.buffer.Buffer;

/** Seals private keys for the database, each bound to its id. */
public final class KeyCipher {
    private final SecretBox box;

    public KeyCipher(SecretBox box) {
        this.box = box;
    }

    Buffer seal(String kid, byte[] secret) {
        return box.seal(kid, secret);
    }

    /** Throws an {@link UnknownKeyException} where it was sealed under a key that is not known, or for another id. */
    Opened open(String kid, Buffer sealed) {
        return box.open(kid, sealed).orElseThrow(() -> new UnknownKeyException(kid));
    }
}
