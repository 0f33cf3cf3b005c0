package dev.rota.app;

import dev.rota.logging.LoggingSettings;
import dev.rota.settings.Mode;
import dev.rota.settings.Secret;
import dev.rota.settings.SettingsReader;
import org.jspecify.annotations.Nullable;

/**
 * Every setting of the process, one component for each feature.
 *
 * @param tokenPepper 64 hexadecimal digits that token hashes are keyed with; null only in development mode, where
 *     {@link DevelopmentSecrets} makes one
 */
public record Settings(
        ServerSettings server, DatabaseAccess database, @Nullable Secret tokenPepper, LoggingSettings logging) {

    /** Reads everything. What is wrong is noted in {@code from}: see {@link SettingsReader#finish}. */
    public static Settings read(SettingsReader from) {
        var database = DatabaseAccess.read(from);
        var server = ServerSettings.read(from, database.url() == null ? Mode.DEVELOPMENT : Mode.PRODUCTION);
        database.check(from, server.mode());
        return new Settings(server, database, tokenPepper(from, server.mode()), LoggingSettings.read(from));
    }

    private static @Nullable Secret tokenPepper(SettingsReader from, Mode mode) {
        var key = "rota.token.pepper";
        var pepper = from.secret(key, "64 hexadecimal digits", text -> text.matches("[0-9A-Fa-f]{64}"));
        if (pepper == null && mode == Mode.PRODUCTION) {
            from.problem(key, key + " is needed in production mode: 64 hexadecimal digits, kept for as long as tokens");
        }
        return pepper;
    }
}
