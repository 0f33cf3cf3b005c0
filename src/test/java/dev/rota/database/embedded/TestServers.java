package dev.rota.database.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What the tests of this package share: one set of binaries, and SQL as the superuser. */
final class TestServers {
    static final Path BINARIES = Path.of("target", "test-postgres-binaries").toAbsolutePath();

    private TestServers() {}

    static EmbeddedPostgresSettings settings(Path dataDirectory) {
        return EmbeddedPostgresSettings.of(dataDirectory).withBinariesDirectory(BINARIES);
    }

    /** An empty directory that every user can reach, unlike JUnit's temporary ones. */
    static Path freshDirectory(String name) throws IOException {
        var directory = Path.of("target", "test-postgres-" + name).toAbsolutePath();
        DurableFiles.deleteTree(directory);
        return Files.createDirectories(directory.getParent()).resolve(directory.getFileName());
    }

    static Connection connect(EmbeddedPostgresAddress address) throws SQLException {
        return DriverManager.getConnection(
                address.jdbcUrl(EmbeddedPostgres.DATABASE), address.user(), address.password());
    }

    static void execute(EmbeddedPostgresAddress address, String sql) throws SQLException {
        try (var connection = connect(address);
                var statement = connection.createStatement()) {
            var unused = statement.execute(sql);
        }
    }

    static String query(EmbeddedPostgresAddress address, String sql) throws SQLException {
        try (var connection = connect(address);
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "no row";
        }
    }

    static void await(String what, Duration wait, java.util.function.BooleanSupplier condition) {
        if (!Deadline.in(wait).await(condition)) {
            throw new AssertionError("Not within " + wait + ": " + what);
        }
    }

    static long postmaster(Path dataDirectory) {
        return PostmasterFile.read(new DataDirectory(dataDirectory).data())
                .orElseThrow()
                .pid();
    }

    /** A second JVM that starts a server on the directory, says {@code ready}, and waits to be killed. */
    static Process startInAnotherJvm(Path dataDirectory, boolean dieWithParent) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(List.of(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerInAnotherJvm.class.getName(),
                        dataDirectory.toString(),
                        BINARIES.toString(),
                        Boolean.toString(dieWithParent)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Reads what the other JVM prints until it is ready. */
    static void awaitReady(Process jvm) throws IOException {
        var lines = jvm.inputReader();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(ServerInAnotherJvm.READY)) {
                return;
            }
        }
        throw new AssertionError("The other JVM ended before its server was ready");
    }
}
