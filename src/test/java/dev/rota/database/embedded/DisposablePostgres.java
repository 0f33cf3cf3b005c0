package dev.rota.database.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A server for the tests of one JVM: not durable, therefore fast, and removed with its data at the end. */
public final class DisposablePostgres implements AutoCloseable {
    private static final String PREFIX = "test-postgres-jvm-";
    private static final int MAX_CONNECTIONS = 200;

    private final EmbeddedPostgres server;
    private final Path directory;

    private DisposablePostgres(EmbeddedPostgres server, Path directory) {
        this.server = server;
        this.directory = directory;
    }

    /** Starts in {@code target}, beside those of other JVMs, and removes what killed JVMs left there. */
    public static DisposablePostgres start(Path target) {
        try {
            removeAbandoned(Files.createDirectories(target));
            var directory = target.resolve(PREFIX + ProcessHandle.current().pid());
            DurableFiles.deleteTree(directory);
            var defaults = EmbeddedPostgresSettings.of(directory);
            var settings = new EmbeddedPostgresSettings(
                    directory,
                    target.resolve("test-postgres-binaries"),
                    defaults.sharedBuffersMb(),
                    MAX_CONNECTIONS,
                    defaults.startTimeout(),
                    defaults.stopTimeout());
            var server = EmbeddedPostgres.start(settings, EmbeddedPostgresListener.NONE, new Launch(false, true));
            return new DisposablePostgres(server, directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public EmbeddedPostgresAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
        try {
            DurableFiles.deleteTree(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void removeAbandoned(Path target) throws IOException {
        try (var directories = Files.newDirectoryStream(target, PREFIX + "*")) {
            for (var directory : directories) {
                var pid = Long.parseLong(directory.getFileName().toString().substring(PREFIX.length()));
                if (!Processes.running(pid)) {
                    DurableFiles.deleteTree(directory);
                }
            }
        }
    }
}
