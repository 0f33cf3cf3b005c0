package dev.rota.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code rota serve} and nothing more, which is how the image runs it: no flag is looked for. */
@Timeout(120)
class ServeWithoutFlagsTest {
    private final Path directory;

    ServeWithoutFlagsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /** No class of the library that reads flags is looked for: they are what the start would wait for. */
    @Test
    void it_serves_what_the_variables_say_until_it_is_told_to_end() throws Exception {
        var classes = directory.resolve("classes.log");
        var process = serve(Map.of(
                        "JDK_JAVA_OPTIONS",
                        "-Xlog:class+load:file=" + classes,
                        "ROTA_DATA_DIR",
                        directory.resolve("data").toString(),
                        "ROTA_PORT",
                        "0",
                        "ROTA_MANAGEMENT_PORT",
                        "0"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var lines = process.inputReader()) {
            assertThat(lines.readLine()).startsWith("ready: http://localhost:");
            process.destroy(); // SIGTERM
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(classes).content().contains("dev.rota.app.Application").doesNotContain("picocli");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void what_is_wrong_with_them_is_said_line_by_line() throws Exception {
        var outcome = TestProcess.run(
                serve(Map.of("ROTA_PORT", "70000", "ROTA_MANAGEMENT_PORT", "x", "ROTA_PROT", "1"))
                        .redirectErrorStream(true),
                Duration.ofSeconds(60));

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.output().lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("rota: "))
                .anyMatch(line -> line.contains("ROTA_PROT"));
    }

    private ProcessBuilder serve(Map<String, String> environment) {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.rota.Main",
                        "serve")
                .directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ROTA_"));
        builder.environment().putAll(environment);
        return builder;
    }
}
