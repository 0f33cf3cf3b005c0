package dev.rota.cli;

import dev.rota.app.Settings;
import dev.rota.settings.SettingsReader;
import dev.rota.settings.SettingsSources;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command that works with the server's settings finds them. Used as a mixin. */
class SettingsOptions {
    private final Map<String, String> environment;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings file; default config/rota.properties, if there is one.")
    private @Nullable Path file;

    SettingsOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @param flags from key to the text given on the command line, unchecked: the reader knows types and bounds */
    SettingsReader reader(Map<String, String> flags) {
        return new SettingsSources(flags, environment, file).reader();
    }

    /** All settings, or a {@link dev.rota.settings.SettingsException} with everything that is wrong. */
    Settings settings(Map<String, String> flags) {
        return settings(flags, Settings::read);
    }

    /** The same, read in another way. */
    Settings settings(Map<String, String> flags, Function<SettingsReader, Settings> reading) {
        var reader = reader(flags);
        var settings = reading.apply(reader);
        reader.finish();
        return settings;
    }
}
