package dev.rota.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.settings.Setting;
import dev.rota.settings.SettingsSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code config/rota.example.properties} says of every setting what the code says of it, and of nothing else. */
class ExampleSettingsTest {
    private static final Path EXAMPLE = Path.of("config", "rota.example.properties");
    private static final Pattern ENTRY =
            Pattern.compile("(?m)^((?:# .*\\n)+)#(rota\\.[\\w.-]+)=(.*)$", Pattern.MULTILINE);
    private static final Pattern ACCEPTED = Pattern.compile("(?m)^# Accepted: (.*)\\n");

    @Test
    void its_keys_are_the_settings_in_their_order() throws IOException {
        assertThat(entries().stream().map(entry -> entry.group(2)))
                .containsExactlyElementsOf(settings().stream().map(Setting::key).toList());
    }

    @TestFactory
    Stream<DynamicTest> each_entry_has_default_bounds_and_reason() throws IOException {
        var entries = entries();
        return settings().stream()
                .map(setting -> DynamicTest.dynamicTest(setting.key(), () -> assertSame(setting, entries)));
    }

    @Test
    void nothing_else_stands_in_it() throws IOException {
        assertThat(Files.readAllLines(EXAMPLE))
                .allMatch(line ->
                        line.isEmpty() || line.startsWith("# ") || line.equals("#") || line.startsWith("#rota."));
        assertThat(ENTRY.matcher(Files.readString(EXAMPLE)).results().count())
                .isEqualTo(Files.readAllLines(EXAMPLE).stream()
                        .filter(line -> line.startsWith("#rota."))
                        .count());
    }

    private static void assertSame(Setting setting, List<MatchResult> entries) {
        var entry = entries.stream()
                .filter(candidate -> candidate.group(2).equals(setting.key()))
                .findFirst()
                .orElseThrow();
        var comment = entry.group(1);
        var accepted = ACCEPTED.matcher(comment);

        assertThat(entry.group(3)).isEqualTo(setting.otherwise());
        assertThat(accepted.find() ? accepted.group(1) : "").isEqualTo(setting.bounds());
        assertThat(ACCEPTED.matcher(comment).replaceAll("")).as("the reason").hasSizeGreaterThan(40);
    }

    private static List<MatchResult> entries() throws IOException {
        return ENTRY.matcher(Files.readString(EXAMPLE)).results().toList();
    }

    private static List<Setting> settings() {
        var reader = SettingsSources.only(Map.of());
        assertThat(Settings.read(reader)).isNotNull();
        return reader.settings();
    }
}
