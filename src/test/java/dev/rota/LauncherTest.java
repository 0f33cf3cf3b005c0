package dev.rota;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./rota} in a checkout of its own, with a Maven and a Java that only say that they were called. */
@Timeout(60)
class LauncherTest {
    private final Path checkout;
    private final Path tools;
    private final Path elsewhere;

    LauncherTest(@TempDir Path directory) {
        this.checkout = directory.resolve("check out");
        this.tools = directory.resolve("tools");
        this.elsewhere = directory.resolve("elsewhere");
    }

    private record Outcome(int exit, List<String> lines) {}

    @BeforeEach
    void copyLauncher() throws IOException {
        Files.createDirectories(checkout.resolve("src/main"));
        Files.createDirectories(tools);
        Files.createDirectories(elsewhere);
        Files.writeString(checkout.resolve("pom.xml"), "");
        Files.writeString(checkout.resolve("src/main/A.java"), "");
        var launcher = Files.copy(Path.of("rota"), checkout.resolve("rota"), StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(launcher).isExecutable();
        java("17");
        maven("mkdir -p target; echo built >> target/builds; touch target/rota.jar");
    }

    @Test
    void it_builds_once_and_keeps_directory_and_arguments() throws Exception {
        var first = start("serve", "--name", "two words");
        var second = start("check-config");

        assertThat(first.lines())
                .containsExactly(
                        "rota: building…", "in " + elsewhere.toRealPath(), "arg serve", "arg --name", "arg two words");
        assertThat(second.lines()).containsExactly("in " + elsewhere.toRealPath(), "arg check-config");
        assertThat(first.exit()).isEqualTo(7);
    }

    @Test
    void it_builds_again_when_a_source_or_the_pom_is_newer() throws Exception {
        for (var changed : List.of("pom.xml", "src/main/A.java", "src/main")) {
            assertThat(start("x").lines()).contains("arg x");
            touch(checkout.resolve("target/rota.jar"), -60);
            touch(checkout.resolve("pom.xml"), -120);
            touch(checkout.resolve("src/main/A.java"), -120);
            touch(checkout.resolve("src/main"), -120);
            assertThat(start("x").lines()).doesNotContain("rota: building…");

            touch(checkout.resolve(changed), -10);

            assertThat(start("x").lines()).as(changed).contains("rota: building…");
        }
    }

    @Test
    void starts_at_the_same_time_build_once() throws Exception {
        var starts = List.of(process("a"), process("b"), process("c"), process("d"));

        for (var start : starts) {
            assertThat(outcome(start).exit()).isEqualTo(7);
        }
        assertThat(Files.readAllLines(checkout.resolve("target/builds"))).hasSize(1);
    }

    @Test
    void a_build_that_fails_leaves_no_jar_behind() throws Exception {
        maven("mkdir -p target; touch target/rota.jar; exit 1");

        var outcome = start("serve");

        assertThat(outcome).isEqualTo(new Outcome(1, List.of("rota: building…", "rota: the build failed")));
        assertThat(checkout.resolve("target/rota.jar")).doesNotExist();
    }

    @Test
    void an_old_java_is_refused_by_name() throws Exception {
        for (var old : List.of("11.0.2", "1.8.0_402")) {
            java(old);

            assertThat(start("serve"))
                    .isEqualTo(new Outcome(
                            1, List.of("rota: needs Java 17 or newer, and " + tools.resolve("java") + " is " + old)));
        }
    }

    @Test
    void java_home_goes_before_the_path() throws Exception {
        var builder = builder("serve");
        builder.environment().put("JAVA_HOME", "/nowhere");

        assertThat(outcome(builder.start()))
                .isEqualTo(new Outcome(1, List.of("rota: JAVA_HOME is /nowhere, but there is no bin/java in it")));
    }

    @ParameterizedTest
    @CsvSource({
        "17.0.9, ArchiveClassesAtExit, SharedArchiveFile, jsa",
        "24.0.2, ArchiveClassesAtExit, SharedArchiveFile, jsa",
        "25, AOTCacheOutput, AOTCache, aot"
    })
    void a_server_reads_the_classes_that_the_one_before_it_has_written(
            String version, String written, String read, String suffix) throws Exception {
        java(version);
        var write = "-XX:" + written + "=";
        var target = checkout.toRealPath().resolve("target");
        var first = archive(write);
        assertThat(first).startsWith(target + "/rota-" + version + "-").endsWith("." + suffix);
        touch(target.resolve("rota.jar"), -1);
        touch(checkout.resolve("pom.xml"), -120);
        touch(checkout.resolve("src/main/A.java"), -120);
        touch(checkout.resolve("src/main"), -120);

        classes(first, "classes", 50_000_000);
        assertThat(archive("-XX:" + read + "=")).isEqualTo(first);
        touch(target.resolve("rota.jar"), 60);
        assertThat(archive(write)).as("of a jar that was built again").isEqualTo(first);
        touch(target.resolve("rota.jar"), -1);
        classes(first, "", 50_000_000);
        assertThat(archive(write)).as("left by a kill").isEqualTo(first);
        classes(first, "classes", 5_000_000);
        assertThat(archive(write)).as("of a server that was never up").isEqualTo(first);
        Files.writeString(target.resolve("rota.jar"), "another");
        classes(first, "classes", 50_000_000);
        assertThat(archive(write)).isNotEqualTo(first);
        assertThat(Path.of(first)).as("of another jar").doesNotExist();
    }

    @Test
    void classes_are_left_alone_by_other_commands_and_where_java_is_told_of_others() throws Exception {
        for (var version : List.of("17.0.9", "25")) {
            java(version);
            assertThat(flags("check-config")).noneMatch(flag -> flag.contains("target/rota-"));
            for (var option :
                    List.of("-javaagent:apm.jar", "-Xshare:off", "-XX:SharedArchiveFile=mine", "-XX:AOTCache=mine")) {
                assertThat(flags("serve", option)).as(option).noneMatch(flag -> flag.contains("target/rota-"));
            }
        }
    }

    private static void classes(String file, String begin, long size) throws IOException {
        try (var archive = new RandomAccessFile(file, "rw")) {
            archive.setLength(0);
            archive.writeBytes(begin);
            archive.setLength(size);
        }
    }

    private String archive(String flag) throws Exception {
        var with = flags("serve").stream().filter(one -> one.startsWith(flag)).toList();
        assertThat(with).as(flag).hasSize(1);
        return with.get(0).substring(flag.length());
    }

    private List<String> flags(String command, String... options) throws Exception {
        var builder = builder(command);
        builder.environment().put("ROTA_JAVA_OPTS", String.join(" ", options));
        assertThat(outcome(builder.start()).exit()).isEqualTo(7);
        return Files.readAllLines(tools.resolve("java.flags"));
    }

    private void java(String version) throws IOException {
        script(
                "java",
                """
                case "$*" in *-XshowSettings*) echo '    java.version = VERSION'; exit;; esac
                echo "in $PWD"
                printf '%s\n' "$@" >"$0.flags"
                while [ "$1" != -jar ]; do shift; done
                shift 2
                for arg in "$@"; do echo "arg $arg"; done
                exit 7
                """
                        .replace("VERSION", version));
    }

    private void maven(String body) throws IOException {
        script("mvn", body);
    }

    private void script(String name, String body) throws IOException {
        var file = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Outcome start(String... arguments) throws Exception {
        return outcome(process(arguments));
    }

    private Process process(String... arguments) throws IOException {
        return builder(arguments).start();
    }

    private ProcessBuilder builder(String... arguments) {
        var command = new ArrayList<>(List.of(checkout.resolve("rota").toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(elsewhere.toFile()).redirectErrorStream(true);
        builder.environment().put("PATH", tools + ":" + System.getenv("PATH"));
        builder.environment().remove("JAVA_HOME");
        builder.environment().remove("ROTA_JAVA_OPTS");
        return builder;
    }

    private static Outcome outcome(Process process) throws Exception {
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS))
                .as("the launcher ends")
                .isTrue();
        return new Outcome(process.exitValue(), output.lines().toList());
    }

    private static void touch(Path file, int seconds) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(seconds)));
    }
}
