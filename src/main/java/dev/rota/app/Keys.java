package dev.rota.app;

import dev.rota.audit.ValueHash;
import dev.rota.audit.chain.DigestKey;
import dev.rota.oauth.session.FormTokens;
import dev.rota.seal.Hmac;
import dev.rota.seal.SealKeys;
import dev.rota.seal.SecretBox;
import dev.rota.settings.Secret;
import dev.rota.token.Peppers;
import dev.rota.token.Peppers.Pepper;
import dev.rota.trace.SamplingKey;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The process's keys. What needs a key of its own gets one drawn from the encryption key, by purpose; former encryption keys
 * open and verify, and never seal or sign.
 */
final class Keys {

    private final Peppers peppers;
    private final byte[] encryptionKey;
    private final List<byte[]> former;

    private Keys(Peppers peppers, byte[] encryptionKey, List<byte[]> former) {
        this.peppers = peppers;
        this.encryptionKey = encryptionKey;
        this.former = former;
    }

    /** Those that were set; missing ones are made in the data directory, which settings allow in development only. */
    static Keys of(SecretSettings settings, DevelopmentSecrets made) {
        var peppers = new ArrayList<Pepper>();
        peppers.add(pepper(made.orMade(settings.tokenPepper(), "token-pepper")));
        var previous = settings.previousTokenPepper();
        if (previous != null) {
            peppers.add(pepper(previous));
        }
        var former = settings.previousEncryptionKeys();
        return new Keys(
                new Peppers(peppers),
                bytes(made.orMade(settings.encryptionKey(), "encryption-key").reveal()),
                former == null
                        ? List.of()
                        : Stream.of(former.reveal().split(",")).map(Keys::bytes).toList());
    }

    Peppers peppers() {
        return peppers;
    }

    SealKeys seals() {
        return new SealKeys(drawn("seal"), former("seal"));
    }

    ValueHash auditedValues() {
        return new ValueHash(drawn("audited values"));
    }

    SecretBox signingKeys() {
        return box("signing keys");
    }

    SecretBox modelSecrets() {
        return box("model secrets");
    }

    private SecretBox box(String purpose) {
        return new SecretBox(drawn(purpose), former(purpose));
    }

    DigestKey auditDigests() {
        return auditDigests(encryptionKey)
                .after(former.stream().map(Keys::auditDigests).toList());
    }

    private static DigestKey auditDigests(byte[] from) {
        return DigestKey.drawnFrom(Buffer.buffer(drawn(from, "audit digests, first half"))
                .appendBytes(drawn(from, "audit digests, second half"))
                .getBytes());
    }

    FormTokens formTokens() {
        return new FormTokens(drawn("form tokens"), former("form tokens"));
    }

    SamplingKey traces() {
        return new SamplingKey(drawn("trace sampling"));
    }

    private static Pepper pepper(Secret secret) {
        return Pepper.of(bytes(secret.reveal()));
    }

    private static byte[] bytes(String hexadecimal) {
        return HexFormat.of().parseHex(hexadecimal);
    }

    private byte[] drawn(String purpose) {
        return drawn(encryptionKey, purpose);
    }

    private byte[][] former(String purpose) {
        return former.stream().map(key -> drawn(key, purpose)).toArray(byte[][]::new);
    }

    private static byte[] drawn(byte[] from, String purpose) {
        return new Hmac(from).of(purpose.getBytes(StandardCharsets.UTF_8));
    }
}
