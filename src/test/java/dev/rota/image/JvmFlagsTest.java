package dev.rota.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestProcess;
import dev.rota.TestProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code config/jvm.options}, with which every process of ours runs. */
@Timeout(60)
class JvmFlagsTest {
    private static final Path FLAGS = Path.of("config/jvm.options");

    private static final String CLASSES =
            Path.of("target/test-classes").toAbsolutePath().toString();

    @Test
    void o10_out_of_memory_ends_the_process_at_once_and_leaves_nothing_behind(@TempDir Path directory)
            throws Exception {
        var outcome = java(directory, "-Xmx64m", "-cp", CLASSES, Exhaustion.class.getName());

        assertThat(outcome.exit()).as(outcome.output()).isEqualTo(3);
        try (var left = Files.list(directory)) {
            assertThat(left).as("no dump of the memory").isEmpty();
        }
    }

    @Test
    void o10_s7_memory_is_bounded_and_never_dumped(@TempDir Path directory) throws Exception {
        var flags = java(directory, "-XX:+PrintFlagsFinal", "-version").output();

        assertThat(value(flags, "ExitOnOutOfMemoryError")).isEqualTo("true");
        assertThat(value(flags, "HeapDumpOnOutOfMemoryError")).isEqualTo("false");
        assertThat(value(flags, "CreateCoredumpOnCrash")).isEqualTo("false");
        assertThat(Long.parseLong(value(flags, "MaxDirectMemorySize"))).isEqualTo(128L << 20);
        assertThat(Double.parseDouble(value(flags, "MaxRAMPercentage"))).isLessThanOrEqualTo(50);
        assertThat(Long.parseLong(value(flags, "InitialHeapSize"))).isLessThanOrEqualTo(64L << 20);
    }

    /** Those that Java does not know it passes over, so that an older one starts: then a misspelt one did nothing. */
    @Test
    void every_flag_is_one_of_this_java_and_fits_into_a_small_heap(@TempDir Path directory) throws Exception {
        var outcome = java(directory, "-XX:-IgnoreUnrecognizedVMOptions", "-Xmx100m", "-version");

        assertThat(outcome.exit()).as(outcome.output()).isZero();
        assertThat(outcome.output()).doesNotContainIgnoringCase("warning");
    }

    /** Two collectors at once are an error of Java's, so whoever wants another has to be able to take ours away. */
    @Test
    void another_collector_can_be_chosen(@TempDir Path directory) throws Exception {
        assertThat(value(java(directory, "-XX:+PrintFlagsFinal", "-version").output(), "UseSerialGC"))
                .isEqualTo("true");
        var flags = java(directory, "-XX:-UseSerialGC", "-XX:+UseG1GC", "-XX:+PrintFlagsFinal", "-version")
                .output();

        assertThat(value(flags, "UseG1GC")).isEqualTo("true");
    }

    @Test
    void the_launcher_runs_with_them() throws IOException {
        assertThat(Files.readString(Path.of("rota"))).contains("exec \"$java\" \"@$home/" + FLAGS + "\"");
    }

    private static String value(String flags, String name) {
        return flags.lines()
                .map(String::strip)
                .map(line -> line.split("\\s+"))
                .filter(words -> words.length > 3 && words[1].equals(name))
                .map(words -> words[3])
                .findFirst()
                .orElseThrow();
    }

    private static Outcome java(Path directory, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + FLAGS.toAbsolutePath()));
        command.addAll(List.of(arguments));
        return TestProcess.run(
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true),
                Duration.ofSeconds(30));
    }
}
