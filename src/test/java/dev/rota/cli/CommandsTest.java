package dev.rota.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CommandsTest {
    private final Path directory;

    CommandsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private record Outcome(int exit, String out, String err) {}

    @TestFactory
    Stream<DynamicTest> every_command_explains_itself() {
        return paths(Commands.in(Map.of()), List.of())
                .map(path -> DynamicTest.dynamicTest("rota " + String.join(" ", path), () -> {
                    var arguments = new ArrayList<>(path);
                    arguments.add("--help");
                    var outcome = run(Map.of(), arguments.toArray(String[]::new));

                    assertThat(outcome.exit()).isZero();
                    assertThat(outcome.out()).startsWith("Usage: rota").contains("--help");
                    assertThat(outcome.err()).isEmpty();
                }));
    }

    @Test
    void a_command_that_is_named_is_the_only_one_that_is_made() {
        var all = Commands.in(Map.of()).getSubcommands();
        assertThat(all).hasSizeGreaterThan(10);
        all.forEach((name, command) -> {
            var alone = Commands.in(Map.of(), name, "--help").getSubcommands();
            assertThat(alone).containsOnlyKeys(name).hasEntrySatisfying(name, made -> {
                assertThat(made.getCommandName()).isEqualTo(command.getCommandName());
                assertThat(made.getSubcommands().keySet())
                        .isEqualTo(command.getSubcommands().keySet());
            });
        });
    }

    @ParameterizedTest
    @CsvSource({
        "'',rota: Missing required subcommand",
        "chek-config,rota: Unmatched argument at index 0: 'chek-config'",
        "check-config --jsn,rota: Unknown option: '--jsn'",
        "check-config --config,rota: Missing required parameter for option '--config' (FILE)"
    })
    void what_cannot_be_understood_is_2_and_one_line_that_says_why(String arguments, String line) {
        var outcome = run(Map.of(), arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith(line).hasLineCount(2);
    }

    @Test
    void check_config_shows_values_and_where_they_come_from() throws IOException {
        var file = Files.writeString(
                directory.resolve("rota.properties"), "rota.port = 4000\nrota.token.pepper = " + "0".repeat(64));
        var outcome = run(Map.of("ROTA_LOG_FORMAT", "json"), "check-config", "--config", file.toString());

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .containsPattern("rota\\.port = +4000 +# file " + file + ":1")
                .containsPattern("rota\\.token\\.pepper = +\\*\\*\\* +# file " + file + ":2")
                .containsPattern("rota\\.log\\.format = +json +# environment ROTA_LOG_FORMAT")
                .containsPattern("rota\\.management\\.port = +3002 +# default")
                .doesNotContain("000000");
    }

    @Test
    void check_config_reports_all_problems_at_once_and_fails() throws IOException {
        var outcome =
                run(Map.of("ROTA_PORT", "70000", "ROTA_HOTS", "x", "ROTA_MODE", "test"), "check-config", nothing());

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err())
                .isEqualTo(String.join(
                        System.lineSeparator(),
                        "rota: rota.mode (environment ROTA_MODE) is test but must be development or production",
                        "rota: rota.port (environment ROTA_PORT) is 70000 but must be a whole number from 0 to 65535",
                        "rota: unknown environment variable ROTA_HOTS (did you mean ROTA_HOST?)",
                        ""));
        assertThat(outcome.out()).containsPattern("rota\\.port = +3001 +# environment ROTA_PORT, refused");
    }

    @Test
    void check_config_answers_machines_in_json() throws IOException {
        var outcome = run(Map.of("ROTA_PORT", "70000"), "check-config", nothing(), "--json");
        var answer = new JsonObject(outcome.out());

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(answer.getBoolean("valid")).isFalse();
        assertThat(answer.getJsonArray("problems").getJsonObject(0).getString("key"))
                .isEqualTo("rota.port");
        assertThat(answer.getJsonArray("settings"))
                .contains(new JsonObject()
                        .put("key", "rota.management.port")
                        .put("value", "3002")
                        .put("source", "default")
                        .put("default", "3002")
                        .put("accepted", "a whole number from 0 to 65535"));
    }

    @Test
    void a_failure_is_1_and_one_line() {
        var outcome = run(Commands.in(Map.of()).addSubcommand(new Failing(new CommandFailure("no such org"))), "fail");

        assertThat(outcome).isEqualTo(new Outcome(1, "", "rota: no such org" + System.lineSeparator()));
    }

    @Test
    void a_defect_is_1_and_shows_no_secret() {
        var defect = new IllegalStateException("password=hunter2");
        var outcome = run(Commands.in(Map.of()).addSubcommand(new Failing(defect)), "fail");

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err())
                .startsWith("rota: internal error: java.lang.IllegalStateException: password=***")
                .doesNotContain("hunter2");
    }

    @Command(name = "fail")
    private record Failing(RuntimeException failure) implements Callable<Integer> {
        @Override
        public Integer call() {
            throw failure;
        }
    }

    private static Stream<List<String>> paths(CommandLine command, List<String> path) {
        return Stream.concat(
                Stream.of(path), command.getSubcommands().entrySet().stream().flatMap(child -> {
                    var deeper = new ArrayList<>(path);
                    deeper.add(child.getKey());
                    return paths(child.getValue(), deeper);
                }));
    }

    /** Names an empty settings file, so that one in the working directory is not read. */
    private String nothing() throws IOException {
        return "--config=" + Files.writeString(directory.resolve("empty.properties"), "");
    }

    private static Outcome run(Map<String, String> environment, String... arguments) {
        return run(Commands.in(environment, arguments), arguments);
    }

    private static Outcome run(CommandLine commands, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = commands.setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Outcome(exit, out.toString(), err.toString());
    }
}
