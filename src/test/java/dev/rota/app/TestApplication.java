package dev.rota.app;

import dev.rota.database.Database;
import dev.rota.database.Impatient;
import dev.rota.database.Unaudited;
import dev.rota.database.WithoutPredicates;
import dev.rota.seal.SecretBox;
import dev.rota.settings.Secret;
import dev.rota.settings.SettingsSources;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Starts the product in this process, with settings as a file would have them. */
public final class TestApplication {
    private TestApplication() {}

    public static Application start(Map<String, String> values) throws SQLException {
        return startAt(Clock.systemUTC(), values);
    }

    /** The same on a node that takes {@code clock} for the time. */
    public static Application startAt(Clock clock, Map<String, String> values) throws SQLException {
        return Application.start(settings(values), Database::new, clock, false);
    }

    /** The same with a database that is found silent after {@code patience}. */
    public static Application startImpatient(Duration patience, Map<String, String> values) throws SQLException {
        return Application.start(settings(values), new Impatient(patience)::open, Clock.systemUTC(), false);
    }

    /** The same with statements that name no organization. */
    public static Application startWithoutPredicates(Map<String, String> values) throws SQLException {
        return Application.start(settings(values), WithoutPredicates::open, Clock.systemUTC(), false);
    }

    /** The same without the events of reads and refusals. */
    public static Application startUnaudited(Map<String, String> values) throws SQLException {
        return Application.start(settings(values), Unaudited::new, Clock.systemUTC(), false);
    }

    /** What the signing keys of a server with this encryption key are sealed with. */
    public static SecretBox signingKeys(String encryptionKey) {
        var secret = new Secret(encryptionKey);
        return Keys.of(new SecretSettings(secret, null, secret, null), new DevelopmentSecrets(Path.of("target")))
                .signingKeys();
    }

    private static Settings settings(Map<String, String> values) {
        var reader = SettingsSources.only(values);
        var settings = Settings.read(reader);
        if (!reader.problems().isEmpty()) {
            throw new IllegalArgumentException(reader.problems().toString());
        }
        return settings;
    }
}
