package dev.rota.cli;

import dev.rota.app.Settings;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which database a command works on, beside what the settings say. Used as a mixin. */
class DatabaseOptions extends SettingsOptions {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where the embedded database and development's secrets are; default ./data.")
    private @Nullable String dataDir;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = "An external database instead: postgresql://user:password@host:port/database.")
    private @Nullable String databaseUrl;

    DatabaseOptions(Map<String, String> environment) {
        super(environment);
    }

    /** All settings with these options over them; see {@link #settings(Map)}. */
    final Settings settings() {
        return settings(given());
    }

    /** What migrations need of them. */
    final Settings settingsForMigrations() {
        return settings(given(), Settings::readForMigrations);
    }

    private Map<String, String> given() {
        var flags = new HashMap<String, String>();
        flags(flags);
        return flags;
    }

    /** Adds what was given on the command line, by key. */
    void flags(Map<String, String> flags) {
        put(flags, "rota.data-dir", dataDir);
        put(flags, "rota.database.url", databaseUrl);
    }

    static void put(Map<String, String> flags, String key, @Nullable String value) {
        if (value != null) {
            flags.put(key, value);
        }
    }
}
