package dev.rota.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    private enum Format {
        TEXT,
        READ_ONLY
    }

    @ParameterizedTest
    @CsvSource({"250ms,PT0.25S", "30s,PT30S", "15m,PT15M", "24h,PT24H", "90d,PT2160H", "PT1M30S,PT1M30S", "p1d,PT24H"})
    void durations_are_read_as_people_write_them(String text, Duration expected) {
        var reader = SettingsSources.only(Map.of("rota.x", text));

        assertThat(reader.duration("rota.x", Duration.ZERO, Duration.ZERO, Duration.ofDays(365)))
                .isEqualTo(expected);
        assertThat(reader.problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "512,512", "7B,7", "16KiB,16384", "1MiB,1048576", "2GiB,2147483648"})
    void sizes_are_read_as_people_write_them(String text, long expected) {
        var reader = SettingsSources.only(Map.of("rota.x", text));

        assertThat(reader.bytes("rota.x", 1, 0, Long.MAX_VALUE)).isEqualTo(expected);
        assertThat(reader.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "15", "15 minutes", "-1s", "1.5h", "999999999999999999d", "PT", "59s", "61m"})
    void refused_durations_leave_the_default_and_name_key_value_and_bounds(String text) {
        var reader = SettingsSources.only(Map.of("rota.lease", text));
        var fifteen = Duration.ofMinutes(15);

        assertThat(reader.duration("rota.lease", fifteen, Duration.ofSeconds(60), Duration.ofHours(1)))
                .isEqualTo(fifteen);
        assertThat(reader.problems())
                .singleElement()
                .extracting(SettingsProblem::message)
                .isEqualTo("rota.lease (file values) is " + text
                        + " but must be a duration (ms, s, m, h, d) from 1m to 1h");
    }

    @ParameterizedTest
    @ValueSource(strings = {"16KB", "16 mib", "1e3", "-1", "9223372036854775807KiB", "99999999999999999999"})
    void refused_sizes_leave_the_default(String text) {
        var reader = SettingsSources.only(Map.of("rota.limit", text));

        assertThat(reader.bytes("rota.limit", 4096, 0, 1 << 20)).isEqualTo(4096);
        assertThat(reader.problems()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"-1", "65536", "99999999999", "3001.5", "http"})
    void refused_numbers_leave_the_default(String text) {
        var reader = SettingsSources.only(Map.of("rota.port", text));

        assertThat(reader.integer("rota.port", 3001, 0, 65_535)).isEqualTo(3001);
        assertThat(reader.problems())
                .extracting(SettingsProblem::message)
                .containsExactly("rota.port (file values) is " + text + " but must be a whole number from 0 to 65535");
    }

    @Test
    void every_type_reads_its_value() {
        var reader = SettingsSources.only(Map.of(
                "rota.text", " a b ",
                "rota.number", "0",
                "rota.flag", "TRUE",
                "rota.list", " a, b ,,c",
                "rota.none", "",
                "rota.choice", "read-only",
                "rota.path", "some/dir",
                "rota.uri", "https://rota.example/x"));

        assertThat(reader.text("rota.text", "")).isEqualTo("a b");
        assertThat(reader.integer("rota.number", 5, 0, 9)).isZero();
        assertThat(reader.flag("rota.flag", false)).isTrue();
        assertThat(reader.list("rota.list", List.of())).containsExactly("a", "b", "c");
        assertThat(reader.list("rota.none", List.of("x"))).isEmpty();
        assertThat(reader.choice("rota.choice", Format.TEXT)).isEqualTo(Format.READ_ONLY);
        assertThat(reader.path("rota.path", Path.of("."))).isEqualTo(Path.of("some/dir"));
        assertThat(reader.uri("rota.uri")).isEqualTo(URI.create("https://rota.example/x"));
        reader.finish();
    }

    @Test
    void what_is_not_set_has_its_default_or_is_null() {
        var reader = SettingsSources.only(Map.of("rota.number", ""));

        assertThat(reader.text("rota.text", "otherwise")).isEqualTo("otherwise");
        assertThat(reader.integer("rota.number", 5, 0, 9)).isEqualTo(5);
        assertThat(reader.list("rota.list", List.of("x"))).containsExactly("x");
        assertThat(reader.optionalText("rota.optional")).isNull();
        assertThat(reader.secret("rota.secret")).isNull();
        assertThat(reader.uri("rota.uri")).isNull();
        reader.finish();
    }

    @Test
    void all_problems_are_reported_together() {
        var reader = SettingsSources.only(
                Map.of("rota.flag", "maybe", "rota.choice", "xml", "rota.uri", "/relative", "rota.prot", "1"));
        var ignored = List.of(
                reader.flag("rota.flag", false),
                reader.choice("rota.choice", Format.TEXT),
                String.valueOf(reader.uri("rota.uri")),
                reader.integer("rota.port", 1, 0, 9));

        assertThat(ignored).hasSize(4);
        assertThatThrownBy(reader::finish)
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        """
                        rota.flag (file values) is maybe but must be true or false
                        rota.choice (file values) is xml but must be text or read-only
                        rota.uri (file values) must be an absolute URI without user and password
                        unknown setting rota.prot (did you mean rota.port?)""");
    }

    @Test
    void a_secret_is_shown_nowhere() {
        var reader = SettingsSources.only(Map.of("rota.pepper", "hunter2", "rota.key", "hunter3"));
        var pepper = reader.secret("rota.pepper");
        var key = reader.secret("rota.key", "64 hexadecimal digits", text -> text.length() == 64);
        var uri = SettingsSources.only(Map.of("rota.uri", "http://u:hunter4@h")).uri("rota.uri");

        assertThat(pepper).isNotNull().hasToString("***").isEqualTo(new Secret("hunter2"));
        assertThat(pepper.reveal()).isEqualTo("hunter2");
        assertThat(key).isNull();
        assertThat(uri).isNull();
        assertThat(reader.settings()).extracting(Setting::value).containsExactly("***", "");
        assertThat(reader.problems() + " " + reader.settings() + uri).doesNotContain("hunter");
    }

    @Test
    void refused_values_are_echoed_short_and_on_one_line() {
        var reader = SettingsSources.only(Map.of("rota.flag", "a\nb\u001b[31m\u202e" + "x".repeat(500)));

        assertThat(reader.flag("rota.flag", true)).isTrue();
        assertThat(reader.problems().get(0).message())
                .contains("a?b?[31m?xxx")
                .hasSizeLessThan(160)
                .doesNotContainPattern("\\p{Cc}");
    }

    @Test
    void settings_are_shown_with_default_bounds_and_source() {
        var reader = SettingsSources.only(Map.of("rota.size", "2048"));

        assertThat(reader.bytes("rota.size", 1024, 0, 1 << 20)).isEqualTo(2048);
        assertThat(reader.settings())
                .containsExactly(new Setting(
                        "rota.size", "2KiB", "1KiB", "a size (bytes, KiB, MiB, GiB) from 0 to 1MiB", "file values"));
    }
}
