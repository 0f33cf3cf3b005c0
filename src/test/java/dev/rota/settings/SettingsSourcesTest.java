package dev.rota.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class SettingsSourcesTest {
    private static final Map<String, String> NONE = Map.of();

    private final Path directory;

    SettingsSourcesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /** Every combination of sources that have a value: the strongest of them wins, whatever the others say. */
    @TestFactory
    Stream<DynamicTest> the_strongest_source_wins() {
        return IntStream.range(0, 8)
                .mapToObj(set -> DynamicTest.dynamicTest("sources " + set, () -> {
                    var flags = (set & 4) != 0 ? Map.of("rota.public-url", "from-flags") : NONE;
                    var environment = (set & 2) != 0 ? Map.of("ROTA_PUBLIC_URL", "from-environment") : NONE;
                    var file = file((set & 1) != 0 ? "rota.public-url = from-file" : "");
                    var expected = List.of("default", "from-file", "from-environment", "from-flags")
                            .get(Integer.highestOneBit(set) == 4 ? 3 : Integer.highestOneBit(set));

                    var reader = new SettingsSources(flags, environment, file).reader();

                    assertThat(reader.text("rota.public-url", "default")).isEqualTo(expected);
                    reader.finish();
                }));
    }

    @Test
    void the_source_of_a_value_is_named_down_to_the_line() throws IOException {
        var file = file("# first\nrota.a = 1\nrota.b-c = 2");
        var sources = new SettingsSources(Map.of("rota.d.e", "4"), Map.of("ROTA_B_C", "3"), file);
        var reader = sources.reader();

        assertThat(Stream.of("rota.a", "rota.b-c", "rota.d.e", "rota.f").map(reader::optionalText))
                .containsExactly("1", "3", "4", null);
        assertThat(reader.settings())
                .extracting(Setting::source)
                .containsExactly("file " + file + ":2", "environment ROTA_B_C", "flag --d-e", "default");
    }

    @Test
    void values_are_taken_as_they_are() throws IOException {
        var reader = new SettingsSources(NONE, NONE, file("rota.a = ${user.home}$x\nrota.b = caf\u00e9")).reader();

        assertThat(reader.optionalText("rota.a")).isEqualTo("${user.home}$x");
        assertThat(reader.optionalText("rota.b")).isEqualTo("caf\u00e9");
    }

    @Test
    void an_empty_variable_counts_as_not_set() throws IOException {
        var reader = new SettingsSources(NONE, Map.of("ROTA_A", ""), file("rota.a = x")).reader();

        assertThat(reader.optionalText("rota.a")).isEqualTo("x");
        reader.finish();
    }

    @Test
    void a_value_can_stand_in_a_file_of_its_own() throws IOException {
        var value = Files.writeString(directory.resolve("pepper"), "s p\n\n");
        var reader = new SettingsSources(NONE, Map.of("ROTA_TOKEN_PEPPER_FILE", value.toString()), file("")).reader();

        assertThat(reader.secret("rota.token.pepper")).isEqualTo(new Secret("s p\n"));
        reader.finish();
    }

    @Test
    void a_value_file_that_cannot_be_used_is_a_problem() throws IOException {
        var large = Files.write(directory.resolve("large"), new byte[65_537]);
        var binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff});
        var environment =
                Map.of("ROTA_A_FILE", "/nowhere", "ROTA_B_FILE", large.toString(), "ROTA_C_FILE", binary.toString());
        var reader = new SettingsSources(NONE, environment, file("")).reader();

        assertThat(Stream.of("rota.a", "rota.b", "rota.c").map(reader::optionalText))
                .containsOnlyNulls();
        assertThat(reader.problems())
                .extracting(SettingsProblem::message)
                .containsExactly(
                        "rota.a-file (environment ROTA_A_FILE) names a file that cannot be used:"
                                + " there is no such file, or it may not be read",
                        "rota.b-file (environment ROTA_B_FILE) names a file that cannot be used:"
                                + " it is larger than 64KiB",
                        "rota.c-file (environment ROTA_C_FILE) names a file that cannot be used: it is not UTF-8");
    }

    @Test
    void aliases_stand_for_their_keys() throws IOException {
        var environment = new HashMap<String, String>();
        var keys = Map.of(
                "BACKEND_URL", "rota.public-url",
                "BETTER_AUTH_URL", "rota.external-issuer",
                "DATABASE_URL", "rota.database.url",
                "ANYTASK_API_URL", "rota.api-url",
                "ANYTASK_API_KEY", "rota.api-key",
                "ANYTASK_WORKSPACE_ID", "rota.project");
        keys.keySet().forEach(alias -> environment.put(alias, "value of " + alias));
        var reader = new SettingsSources(NONE, environment, file("")).reader();

        keys.forEach((alias, key) -> assertThat(reader.optionalText(key)).isEqualTo("value of " + alias));
        assertThat(reader.settings()).extracting(Setting::source).contains("environment BACKEND_URL");
        reader.finish();
    }

    @Test
    void an_alias_is_as_strong_as_its_variable() throws IOException {
        var file = file("rota.public-url = http://file");
        var environment = Map.of("BACKEND_URL", "http://alias");
        var flags = Map.of("rota.public-url", "http://flag");

        assertThat(new SettingsSources(NONE, environment, file).reader().text("rota.public-url", ""))
                .isEqualTo("http://alias");
        assertThat(new SettingsSources(flags, environment, file).reader().text("rota.public-url", ""))
                .isEqualTo("http://flag");
    }

    @Test
    void one_source_with_two_values_for_one_key_is_a_problem_that_names_both() throws IOException {
        var same = Map.of("BACKEND_URL", "http://a", "ROTA_PUBLIC_URL", "http://a");
        var different = Map.of("BACKEND_URL", "http://a", "ROTA_PUBLIC_URL", "http://b");

        assertThat(problems(same, "rota.public-url")).isEmpty();
        assertThat(problems(different, "rota.public-url"))
                .containsExactly("rota.public-url has different values in environment ROTA_PUBLIC_URL and"
                        + " environment BACKEND_URL: remove all but one");
    }

    @Test
    void secrets_on_the_command_line_are_refused() throws IOException {
        var reader = new SettingsSources(Map.of("rota.key", "hunter2"), NONE, file("")).reader();

        assertThat(reader.secret("rota.key")).isNotNull();
        assertThat(reader.problems())
                .extracting(SettingsProblem::message)
                .containsExactly(
                        "rota.key is a secret, and others can read a command line:" + " set ROTA_KEY_FILE or ROTA_KEY");
    }

    @Test
    void names_nobody_reads_are_refused_with_the_nearest_known_one() throws IOException {
        var environment = Map.of(
                "ROTA_PUBLC_URL",
                "x",
                "ROTA_JAVA_OPTS",
                "-Xmx1g",
                "ROTATION",
                "x",
                "PATH",
                "/bin",
                "BETTER_AUTH_URL",
                "x");
        var file = file("rota.pubic-url = x\nport = 1\nrota.port-file = /dev/null\n");
        var reader = new SettingsSources(NONE, environment, file).reader();

        assertThat(reader.optionalText("rota.public-url")).isNull();
        assertThat(reader.optionalText("rota.port")).isNull();
        assertThat(reader.problems())
                .extracting(SettingsProblem::message)
                .containsExactly(
                        "unknown environment variable ROTA_PUBLC_URL (did you mean ROTA_PUBLIC_URL?)",
                        "unknown setting port (did you mean rota.port?)",
                        "unknown setting rota.pubic-url (did you mean rota.public-url?)");
    }

    @Test
    void a_named_file_must_be_there() {
        var reader = new SettingsSources(NONE, NONE, directory.resolve("absent.properties")).reader();

        assertThat(reader.problems())
                .singleElement()
                .extracting(SettingsProblem::message)
                .asString()
                .startsWith("settings file " + directory.resolve("absent.properties") + ": there is no such file");
    }

    @Test
    void a_malformed_file_is_a_problem_not_a_crash() throws IOException {
        var reader = new SettingsSources(NONE, NONE, file("rota.a = \\u12")).reader();

        assertThat(reader.optionalText("rota.a")).isNull();
        assertThat(reader.problems()).hasSize(1);
    }

    private List<String> problems(Map<String, String> environment, String key) throws IOException {
        var reader = new SettingsSources(NONE, environment, file("")).reader();
        assertThat(reader.optionalText(key)).isNotNull();
        return reader.problems().stream().map(SettingsProblem::message).toList();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("rota.properties"), text);
    }
}
