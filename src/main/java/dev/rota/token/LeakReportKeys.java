package dev.rota.token;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys that scanners sign their reports with, in the form in which GitHub publishes those of its secret scanning:
 * {@code {"public_keys":[{"key_identifier":…,"key":…}]}}, each an ECDSA key on P-256 as PEM.
 *
 * @param file they were read from
 * @param keys by identifier
 */
public record LeakReportKeys(Path file, Map<String, PublicKey> keys) {
    private static final int LARGEST_BYTES = 1_048_576;
    private static final int P256_BITS = 256;

    public LeakReportKeys {
        keys = Map.copyOf(keys);
    }

    /** Reads the file of that path. Fails with IllegalArgumentException when it holds no such keys. Blocks. */
    public static LeakReportKeys read(String path) {
        var file = Path.of(path);
        try (var in = Files.newInputStream(file)) {
            var json = new JsonObject(new String(in.readNBytes(LARGEST_BYTES), StandardCharsets.UTF_8));
            var keys = new HashMap<String, PublicKey>();
            for (var one : json.getJsonArray("public_keys")) {
                var entry = (JsonObject) one;
                keys.put(entry.getString("key_identifier"), key(entry.getString("key")));
            }
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("no key");
            }
            return new LeakReportKeys(file, keys);
        } catch (IOException
                | GeneralSecurityException
                | DecodeException
                | ClassCastException
                | NullPointerException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static PublicKey key(String pem) throws GeneralSecurityException {
        var encoded = pem.replaceAll("-----(BEGIN|END) PUBLIC KEY-----|\\s", "");
        var key = KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(encoded)));
        if (!(key instanceof ECPublicKey ec) || ec.getParams().getOrder().bitLength() != P256_BITS) {
            throw new IllegalArgumentException("not on P-256");
        }
        return key;
    }

    /**
     * Whether {@code body} was signed with the key of that identifier. Takes about a millisecond of a core.
     *
     * @param signature in DER and Base64
     */
    public boolean verify(@Nullable String identifier, @Nullable String signature, byte[] body) {
        var key = identifier == null ? null : keys.get(identifier);
        if (key == null || signature == null) {
            return false;
        }
        try {
            var verifying = Signature.getInstance("SHA256withECDSA");
            verifying.initVerify(key);
            verifying.update(body);
            return verifying.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /** The path alone, as it is shown among the settings. */
    @Override
    public String toString() {
        return file.toString();
    }
}
