package dev.rota.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.settings.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedPostgresTest {
    /** Mode 0700 and owned by whoever runs the tests: as root, a directory that only root can enter. */
    private final Path privateDirectory;

    EmbeddedPostgresTest(@TempDir Path privateDirectory) {
        this.privateDirectory = privateDirectory;
    }

    @Test
    void rows_survive_a_restart_on_the_same_port_and_a_move_of_the_directory() throws Exception {
        var first = TestServers.freshDirectory("restart");
        int port;
        try (var server = EmbeddedPostgres.start(TestServers.settings(first))) {
            port = server.port();
            TestServers.execute(server.address(), "CREATE TABLE kept AS SELECT 'still here' AS word");
        }
        try (var server = EmbeddedPostgres.start(TestServers.settings(first))) {
            assertThat(server.port()).isEqualTo(port);
            assertThat(TestServers.query(server.address(), "SELECT word FROM kept"))
                    .isEqualTo("still here");
        }
        // Out of the reach of every other user: as root this also changes how privileges are dropped.
        var moved = Files.move(first, privateDirectory.resolve("moved"));
        assertKeeps(moved);
        assertKeeps(Files.move(moved, first));
    }

    @Test
    void a_new_server_is_durable_private_and_sorts_the_same_everywhere() throws Exception {
        try (var server = EmbeddedPostgres.start(TestServers.settings(privateDirectory))) {
            for (var setting : new String[] {"fsync", "synchronous_commit", "full_page_writes", "data_checksums"}) {
                assertThat(setting(server, setting)).as(setting).isEqualTo("on");
            }
            assertThat(setting(server, "jit")).isEqualTo("off");
            assertThat(setting(server, "server_encoding")).isEqualTo("UTF8");
            assertThat(setting(server, "listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(setting(server, "unix_socket_directories")).isEmpty();
            assertThat(setting(server, "max_connections")).isEqualTo("60");
            assertThat(TestServers.query(
                            server.address(),
                            "SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = 'rota'"))
                    .isEqualTo("b C.UTF-8");
            assertThat(TestServers.query(
                            server.address(),
                            "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'"))
                    .isEqualTo("0");
            assertSecretIsPrivate(server);
            assertListensOnLoopbackOnly(server);
        }
    }

    @Test
    void alter_system_does_not_switch_durability_off() throws Exception {
        var settings = TestServers.settings(privateDirectory);
        try (var server = EmbeddedPostgres.start(settings)) {
            TestServers.execute(server.address(), "ALTER SYSTEM SET fsync = off");
        }
        try (var server = EmbeddedPostgres.start(settings)) {
            assertThat(setting(server, "fsync")).isEqualTo("on");
        }
    }

    @Test
    void a_second_start_on_the_directory_is_refused_by_name_and_pid() {
        var settings = TestServers.settings(privateDirectory);
        try (var server = EmbeddedPostgres.start(settings)) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(settings))
                    .isInstanceOf(DataDirectoryInUseException.class)
                    .hasMessage("The data directory " + privateDirectory + " is in use by process "
                            + ProcessHandle.current().pid() + "; stop that one or choose another directory.");
            assertThat(EmbeddedPostgres.find(privateDirectory)).contains(server.address());
        }
        assertThat(EmbeddedPostgres.find(privateDirectory)).isEmpty();
    }

    @Test
    void closing_again_does_nothing_and_leaves_nothing_running() {
        var server = EmbeddedPostgres.start(TestServers.settings(privateDirectory));
        var pid = TestServers.postmaster(privateDirectory);
        server.close();
        server.close();
        assertThat(Processes.running(pid)).isFalse();
        assertThat(FreePorts.isFree(server.port())).isTrue();
    }

    @Test
    void another_port_is_taken_when_the_remembered_one_is_not_free() throws Exception {
        var settings = TestServers.settings(privateDirectory);
        try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            var directory = new DataDirectory(privateDirectory);
            directory.create();
            directory.rememberPort(taken.getLocalPort());
            try (var server = EmbeddedPostgres.start(settings)) {
                assertThat(server.port()).isNotEqualTo(taken.getLocalPort());
                assertThat(directory.port()).hasValue(server.port());
            }
        }
    }

    @Test
    void a_lost_password_is_an_error_that_names_the_file() throws Exception {
        var settings = TestServers.settings(privateDirectory);
        EmbeddedPostgres.start(settings).close();
        var file = new DataDirectory(privateDirectory).passwordFile();
        Files.delete(file);
        assertThatThrownBy(() -> EmbeddedPostgres.start(settings))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining(file.toString());
    }

    private static void assertKeeps(Path directory) throws SQLException {
        try (var server = EmbeddedPostgres.start(TestServers.settings(directory))) {
            assertThat(TestServers.query(server.address(), "SELECT word FROM kept"))
                    .isEqualTo("still here");
        }
    }

    private static String setting(EmbeddedPostgres server, String name) throws SQLException {
        return TestServers.query(server.address(), "SHOW " + name);
    }

    private void assertSecretIsPrivate(EmbeddedPostgres server) throws IOException {
        var file = new DataDirectory(privateDirectory).passwordFile();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.resolveSibling("."))))
                .isEqualTo("rwx------");
        assertThat(server.address().toString()).doesNotContain(server.password());
        assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl("rota"), server.user(), "guess"))
                .hasMessageContaining("password authentication failed");
    }

    private static void assertListensOnLoopbackOnly(EmbeddedPostgres server) throws IOException {
        var others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();
        for (var address : others) {
            try (var socket = new Socket()) {
                assertThatThrownBy(() -> socket.connect(new InetSocketAddress(address, server.port()), 1_000))
                        .as("%s", address)
                        .isInstanceOf(IOException.class);
            }
        }
    }
}
