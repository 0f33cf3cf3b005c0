package dev.rota.app;

import dev.rota.audit.ValueHash;
import dev.rota.audit.chain.DigestKey;
import dev.rota.oauth.key.KeyCipher;
import dev.rota.oauth.session.FormTokens;
import dev.rota.seal.SealKeys;
import dev.rota.seal.SecretBox;
import dev.rota.settings.Secret;
import dev.rota.token.Peppers;
import dev.rota.token.Peppers.Pepper;
import dev.rota.trace.SamplingKey;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The process's keys. What needs a key of its own gets one drawn from the encryption key, by purpose. */
final class Keys {
    private static final String ALGORITHM = "HmacSHA256";

    private final Peppers peppers;
    private final Secret encryptionKey;

    private Keys(Peppers peppers, Secret encryptionKey) {
        this.peppers = peppers;
        this.encryptionKey = encryptionKey;
    }

    /** Those that were set; missing ones are made in the data directory, which settings allow in development only. */
    static Keys of(SecretSettings settings, DevelopmentSecrets made) {
        var peppers = new ArrayList<Pepper>();
        peppers.add(pepper(made.orMade(settings.tokenPepper(), "token-pepper")));
        var previous = settings.previousTokenPepper();
        if (previous != null) {
            peppers.add(pepper(previous));
        }
        return new Keys(new Peppers(peppers), made.orMade(settings.encryptionKey(), "encryption-key"));
    }

    Peppers peppers() {
        return peppers;
    }

    SealKeys seals() {
        return new SealKeys(drawn("seal"));
    }

    ValueHash auditedValues() {
        return new ValueHash(drawn("audited values"));
    }

    KeyCipher signingKeys() {
        return new KeyCipher(drawn("signing keys"));
    }

    SecretBox modelSecrets() {
        return new SecretBox(drawn("model secrets"));
    }

    DigestKey auditDigests() {
        var secret = Buffer.buffer(drawn("audit digests, first half")).appendBytes(drawn("audit digests, second half"));
        return DigestKey.drawnFrom(secret.getBytes());
    }

    FormTokens formTokens() {
        return new FormTokens(drawn("form tokens"));
    }

    SamplingKey traces() {
        return new SamplingKey(drawn("trace sampling"));
    }

    private static Pepper pepper(Secret secret) {
        return Pepper.of(HexFormat.of().parseHex(secret.reveal()));
    }

    private byte[] drawn(String purpose) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(HexFormat.of().parseHex(encryptionKey.reveal()), ALGORITHM));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
