package dev.rota.settings;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Where settings come from: flags over environment over file. Nothing else is looked at: no system properties, no
 * profiles and no {@code ${}} in values, so that a password may hold any character.
 */
public final class SettingsSources {
    /** Read when {@code --config} names no other, if it is there; relative to the working directory. */
    public static final Path DEFAULT_FILE = Path.of("config", "rota.properties");

    static final int FLAGS = 400;
    static final int ENVIRONMENT = 300;
    static final int FILE = 200;

    private final ConfigSource flags;
    private final ConfigSource file;
    private final String fileName;
    private final Map<String, String> environment;
    private final List<SettingsProblem> problems = new ArrayList<>();

    /**
     * @param flags from key to value, only those given on the command line
     * @param environment all variables of the process; those Rota does not own are ignored
     * @param named the file to read, which must exist; null for {@link #DEFAULT_FILE}, which need not
     */
    public SettingsSources(Map<String, String> flags, Map<String, String> environment, @Nullable Path named) {
        var path = named != null ? named : DEFAULT_FILE;
        this.flags = new PropertiesConfigSource(Map.copyOf(flags), "flags", FLAGS);
        this.environment = Map.copyOf(environment);
        this.fileName = path.toString();
        this.file = named != null || Files.exists(path) ? load(path) : values(Map.of(), FILE);
    }

    private SettingsSources(Map<String, String> values) {
        this.flags = values(Map.of(), FLAGS);
        this.environment = Map.of();
        this.fileName = "values";
        this.file = values(values, FILE);
    }

    /** A reader of {@code values} as if they stood in a file, with no other source: for tests of single features. */
    public static SettingsReader only(Map<String, String> values) {
        return new SettingsSources(values).reader();
    }

    /** A new reader, which knows of no setting yet. */
    public SettingsReader reader() {
        return new SettingsReader(this);
    }

    SmallRyeConfig config() {
        return new SmallRyeConfigBuilder()
                .withSources(flags, new EnvConfigSource(setVariables(), ENVIRONMENT), file)
                .build();
    }

    Set<String> flags() {
        return flags.getPropertyNames();
    }

    Set<String> environment() {
        return environment.keySet();
    }

    Set<String> file() {
        return file.getPropertyNames();
    }

    /** Problems of the file itself; with any of them its values are not known. */
    List<SettingsProblem> problems() {
        return problems;
    }

    /**
     * How a person finds the place again where {@code name} was set.
     *
     * @param line of the file, from 1; not positive when unknown
     */
    String place(int ordinal, String name, int line) {
        return switch (ordinal) {
            case FLAGS -> "flag --" + name.replaceFirst("^rota\\.", "").replace('.', '-');
            case ENVIRONMENT -> "environment " + variable(name);
            default -> "file " + fileName + (line > 0 ? ":" + line : "");
        };
    }

    /** {@code rota.public-url} is {@code ROTA_PUBLIC_URL}; an alias is itself. */
    static String variable(String name) {
        return name.startsWith("rota.")
                ? name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_')
                : name;
    }

    /** An empty variable counts as not set: compose files and shells cannot unset one. */
    private Map<String, String> setVariables() {
        var set = new HashMap<>(environment);
        set.values().removeIf(String::isEmpty);
        return set;
    }

    private ConfigSource load(Path path) {
        try {
            if (Files.isDirectory(path)) { // whose URL would be read as a list of names
                throw new IOException("it is a directory");
            }
            return new PropertiesConfigSource(path.toUri().toURL(), FILE);
        } catch (IOException | IllegalArgumentException e) { // the latter: a malformed backslash-u escape
            var name = path.toString();
            problems.add(new SettingsProblem(name, "settings file " + name + ": " + FileValue.reason(e)));
            return values(Map.of(), FILE);
        }
    }

    private static ConfigSource values(Map<String, String> values, int ordinal) {
        return new PropertiesConfigSource(values, "values", ordinal);
    }
}
