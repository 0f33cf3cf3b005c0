package dev.rota.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Signs a text and binds it to a purpose. The text can be read by whoever holds it, and changed by nobody.
 *
 * <p>Wire form: base64url of one byte of key id, the HMAC-SHA256, the text. The binding is in the HMAC only.
 */
public final class Seals {
    private static final int HEAD_BYTES = 1 + SealKeys.SEAL_BYTES;

    private final SealKeys keys;

    public Seals(SealKeys keys) {
        this.keys = keys;
    }

    /**
     * Seals {@code text}.
     *
     * @param binding what it holds for: purpose, tenant, principal, whatever must be the same when it comes back
     */
    public String seal(String binding, String text) {
        var content = text.getBytes(StandardCharsets.UTF_8);
        var sealed = ByteBuffer.allocate(HEAD_BYTES + content.length)
                .put(keys.currentId())
                .put(keys.seal(message(binding, content)))
                .put(content);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed.array());
    }

    /** The text, if {@code sealed} was made by this deployment for this binding and is unchanged. */
    public Optional<String> open(String binding, String sealed) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(sealed);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        // The spare bits of the last character must be what an encoder writes: one value, one spelling.
        if (bytes.length < HEAD_BYTES
                || !Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(bytes)
                        .equals(sealed)) {
            return Optional.empty();
        }
        var given = java.util.Arrays.copyOfRange(bytes, 1, HEAD_BYTES);
        var content = java.util.Arrays.copyOfRange(bytes, HEAD_BYTES, bytes.length);
        return keys.verify(bytes[0], message(binding, content), given)
                ? Optional.of(new String(content, StandardCharsets.UTF_8))
                : Optional.empty();
    }

    /** The binding's length goes first, so that no two pairs of binding and content make one message. */
    private static byte[] message(String binding, byte[] content) {
        var bound = binding.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + bound.length + content.length)
                .putInt(bound.length)
                .put(bound)
                .put(content)
                .array();
    }
}
