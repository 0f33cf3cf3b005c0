package dev.rota.app;

import dev.rota.settings.Mode;
import dev.rota.settings.Secret;
import dev.rota.settings.SettingsReader;
import org.jspecify.annotations.Nullable;

/**
 * Keys that are kept outside the database. Null only in development mode, where {@link DevelopmentSecrets} makes one.
 *
 * @param tokenPepper 64 hexadecimal digits that token hashes are keyed with
 * @param previousTokenPepper the one before, while tokens move to the new one as they are used
 * @param encryptionKey 64 hexadecimal digits from which the keys of cursors, upload links, audited values and stored
 *     signing keys are drawn
 * @param previousEncryptionKeys such digits, comma-separated: what was sealed or signed with these still counts
 */
public record SecretSettings(
        @Nullable Secret tokenPepper,
        @Nullable Secret previousTokenPepper,
        @Nullable Secret encryptionKey,
        @Nullable Secret previousEncryptionKeys) {
    private static final String KEY = "[0-9A-Fa-f]{64}";

    static SecretSettings read(SettingsReader from, Mode mode) {
        return new SecretSettings(
                required(from, mode, "rota.token.pepper", "kept for as long as tokens"),
                key(from, "rota.token.previous-pepper"),
                required(from, mode, "rota.encryption-key", "the same on every node"),
                from.secret(
                        "rota.previous-encryption-keys",
                        "up to 8 keys of 64 hexadecimal digits, comma-separated",
                        text -> text.matches(KEY + "(," + KEY + "){0,7}")));
    }

    private static @Nullable Secret required(SettingsReader from, Mode mode, String key, String why) {
        var secret = key(from, key);
        if (secret == null && mode == Mode.PRODUCTION) {
            from.problem(key, key + " is needed in production mode: 64 hexadecimal digits, " + why);
        }
        return secret;
    }

    private static @Nullable Secret key(SettingsReader from, String key) {
        return from.secret(key, "64 hexadecimal digits", text -> text.matches(KEY));
    }
}
