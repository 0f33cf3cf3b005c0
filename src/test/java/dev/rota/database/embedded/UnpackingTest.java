package dev.rota.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts after a kill in the middle of a first one, and what goes with an upgrade. */
final class UnpackingTest {
    private final Path directory;

    UnpackingTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void half_unpacked_binaries_and_a_half_made_cluster_are_made_anew_and_older_binaries_go() throws Exception {
        var server = Files.createDirectory(directory.resolve("postgres"));
        var complete =
                Binaries.in(Files.createDirectories(TestServers.BINARIES)).directory();
        var half = Files.createDirectory(server.resolve(complete.getFileName() + ".partial"));
        Files.writeString(half.resolve("rubbish"), "from a killed start");
        Files.writeString(Files.createDirectory(server.resolve("data.partial")).resolve("PG_VERSION"), "18");
        Files.createDirectory(server.resolve("bin-00000000"));
        try (var running = EmbeddedPostgres.start(EmbeddedPostgresSettings.of(directory))) {
            assertThat(TestServers.query(running.address(), "SELECT 1")).isEqualTo("1");
        }
        assertThat(server.resolve(complete.getFileName()).resolve("bin/postgres"))
                .isExecutable();
        try (var names = Files.list(server).map(path -> path.getFileName().toString())) {
            assertThat(names)
                    .containsExactlyInAnyOrder(
                            complete.getFileName().toString(), "data", "port", "startup.log", "unpack.lock");
        }
    }

    @Test
    void a_log_over_its_limit_is_emptied_and_others_are_left() throws Exception {
        var log = Files.createDirectory(directory.resolve(ServerLog.DIRECTORY));
        Files.write(log.resolve("postgresql-Mon.log"), new byte[(int) ServerLog.LIMIT_BYTES + 1]);
        Files.writeString(log.resolve("postgresql-Tue.log"), "short");
        new ServerLog(directory).bound();
        assertThat(log.resolve("postgresql-Mon.log")).isEmptyFile();
        assertThat(log.resolve("postgresql-Tue.log")).hasContent("short");
    }
}
