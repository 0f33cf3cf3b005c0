package dev.rota.seal;

import java.security.MessageDigest;
import java.util.List;

/**
 * The keys of seals: the first signs, all of them verify, so that nodes can change keys one after the other.
 *
 * <p>A key is named by the first byte of its own digest; nothing has to be numbered by hand.
 */
public final class SealKeys {
    /** Bytes of a key, and of a seal. */
    public static final int KEY_BYTES = 32;

    static final int SEAL_BYTES = Hmac.BYTES;

    private final List<Key> keys;

    /**
     * @param current 32 random bytes
     * @param older keys whose seals still count, newest first
     */
    public SealKeys(byte[] current, byte[]... older) {
        var all = new java.util.ArrayList<Key>();
        all.add(Key.of(current));
        for (var key : older) {
            all.add(Key.of(key));
        }
        keys = List.copyOf(all);
    }

    byte currentId() {
        return keys.get(0).id;
    }

    /** HMAC-SHA256 of {@code message} under the current key. */
    byte[] seal(byte[] message) {
        return keys.get(0).hmac.of(message);
    }

    /** Whether {@code seal} is that of {@code message} under a key of that id: two keys may have the same. */
    boolean verify(byte keyId, byte[] message, byte[] seal) {
        return keys.stream()
                .filter(key -> key.id == keyId)
                .anyMatch(key -> MessageDigest.isEqual(key.hmac.of(message), seal));
    }

    private record Key(byte id, Hmac hmac) {
        static Key of(byte[] bytes) {
            if (bytes.length != KEY_BYTES) {
                throw new IllegalArgumentException("a key has " + KEY_BYTES + " bytes");
            }
            var hmac = new Hmac(bytes);
            return new Key(hmac.of(new byte[] {'i', 'd'})[0], hmac);
        }

        @Override
        public String toString() {
            return "key " + (id & 0xFF);
        }
    }
}
