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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code config/jvm.options}, with which every process of ours runs. */
@Timeout(60)
class JvmFlagsTest {
    private static final Path FLAGS = Path.of("config/jvm.options");

    private static final String CLASSES =
            Path.of("target/test-classes").toAbsolutePath().toString();

    @Test
    void o10_out_of_memory_ends_the_process_at_once_and_leaves_nothing_behind(@TempDir Path directory)
            throws Exception {
        var outcome = java(directory, "-Xmx24m", "-cp", CLASSES, Exhaustion.class.getName());

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
        assertThat(Double.parseDouble(value(flags, "InitialRAMPercentage"))).isLessThan(1);
    }

    /** Whoever runs it may size the heap as they like, and is told what does not fit where no program reads it. */
    @ParameterizedTest
    @ValueSource(
            strings = {"-Xmx16m", "-Xms2g -Xmx2g", "-Xms64m", "-XX:MaxRAMPercentage=80", "-XX:NewSize=100m -Xmx64m"})
    void any_heap_starts_and_standard_output_is_left_to_the_program(String sizes, @TempDir Path directory)
            throws Exception {
        var command = new ArrayList<>(List.of(sizes.split(" ")));
        command.addAll(List.of("-cp", CLASSES, "--version"));

        var outcome = TestProcess.run(
                builder(directory, command.toArray(String[]::new)).redirectError(ProcessBuilder.Redirect.DISCARD),
                Duration.ofSeconds(30));

        assertThat(outcome.exit()).as(outcome.output()).isZero();
        assertThat(outcome.output()).isNotBlank().doesNotContain("[warning]");
    }

    @Test
    void sizes_in_a_variable_that_java_reads_before_the_file_count(@TempDir Path directory) throws Exception {
        var builder = builder(directory, "-XX:+PrintFlagsFinal", "-version");
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Xms64m -Xmx96m");

        var outcome = TestProcess.run(builder, Duration.ofSeconds(30));

        assertThat(outcome.exit()).as(outcome.output()).isZero();
        assertThat(value(outcome.output(), "InitialHeapSize")).isEqualTo(Long.toString(64L << 20));
        assertThat(value(outcome.output(), "MaxHeapSize")).isEqualTo(Long.toString(96L << 20));
    }

    /** Two collectors at once are an error of Java's, so whoever wants another has to be able to take ours away. */
    @Test
    void another_collector_can_be_chosen(@TempDir Path directory) throws Exception {
        assertThat(value(java(directory, "-XX:+PrintFlagsFinal", "-version").output(), "UseSerialGC"))
                .isEqualTo("true");
        var flags = java(directory, "-XX:-UseSerialGC", "-XX:+UseG1GC", "-XX:+PrintFlagsFinal", "-version")
                .output();

        assertThat(value(flags, "UseG1GC")).isEqualTo("true");
        assertThat(flags).doesNotContainIgnoringCase("[warning]");
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
        return TestProcess.run(builder(directory, arguments).redirectErrorStream(true), Duration.ofSeconds(30));
    }

    private static ProcessBuilder builder(Path directory, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + FLAGS.toAbsolutePath()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).directory(directory.toFile());
    }
}
