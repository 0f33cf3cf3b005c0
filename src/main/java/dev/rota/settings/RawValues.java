package dev.rota.settings;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds a key's value under all names it may have: its own, with {@code -file} appended, and its alias. */
final class RawValues {
    private final SettingsSources sources;
    private final SmallRyeConfig config;
    private final BiConsumer<String, String> problem;

    /** @param problem takes a key and what is wrong with it */
    RawValues(SettingsSources sources, BiConsumer<String, String> problem) {
        this.sources = sources;
        this.config = sources.config();
        this.problem = problem;
    }

    /** The value of the strongest source that has one; null when none has, or when it cannot be read. */
    @Nullable
    RawValue of(String key) {
        var values = new ArrayList<RawValue>();
        for (var found : strongest(key)) {
            var value = value(key, found);
            if (value != null) {
                values.add(value);
            }
        }
        if (values.stream().map(RawValue::value).distinct().count() > 1) {
            var places = values.stream().map(RawValue::place).toList();
            problem.accept(
                    key, key + " has different values in " + String.join(" and ", places) + ": remove all but one");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    private List<ConfigValue> strongest(String key) {
        var found = names(key)
                .map(config::getConfigValue)
                .filter(value -> value.getValue() != null)
                .toList();
        int highest = found.stream()
                .mapToInt(ConfigValue::getConfigSourceOrdinal)
                .max()
                .orElse(0);
        return found.stream()
                .filter(value -> value.getConfigSourceOrdinal() == highest)
                .toList();
    }

    private static Stream<String> names(String key) {
        var alias = Aliases.of(key);
        return alias == null ? Stream.of(key, key + "-file") : Stream.of(key, key + "-file", alias);
    }

    private @Nullable RawValue value(String key, ConfigValue found) {
        var place = sources.place(found.getConfigSourceOrdinal(), found.getName(), found.getLineNumber());
        if (!found.getName().equals(key + "-file")) {
            return new RawValue(found.getValue(), place);
        }
        try {
            return new RawValue(FileValue.read(Path.of(found.getValue())), place);
        } catch (IOException | InvalidPathException e) {
            problem.accept(
                    key, found.getName() + " (" + place + ") names a file that cannot be used: " + FileValue.reason(e));
            return null;
        }
    }
}
