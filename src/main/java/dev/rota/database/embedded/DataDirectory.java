package dev.rota.database.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The places in a data directory.
 *
 * <pre>
 * rota.lock                    held by the process that runs the server
 * secrets/postgres-password    of the superuser
 * postgres/data                the database cluster, its log in data/log
 * postgres/port                the port it listened on last
 * postgres/startup.log         what the last start said before its own log began
 * postgres/bin-...             the binaries, unless the settings place them elsewhere
 * </pre>
 */
record DataDirectory(Path top) {
    /** Others may pass through, not look around: as root the server runs as another user. */
    private static final String PASSAGE = "rwx--x--x";

    private static final int PASSWORD_BYTES = 32;

    Path lock() {
        return top.resolve("rota.lock");
    }

    Path server() {
        return top.resolve("postgres");
    }

    Path data() {
        return server().resolve("data");
    }

    Path startupLog() {
        return server().resolve("startup.log");
    }

    Path passwordFile() {
        return secrets().resolve("postgres-password");
    }

    private Path secrets() {
        return top.resolve("secrets");
    }

    private Path portFile() {
        return server().resolve("port");
    }

    void create() throws IOException {
        var parent = top.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        DurableFiles.createDirectory(top, PASSAGE);
        DurableFiles.createDirectory(server(), PASSAGE);
        DurableFiles.createDirectory(secrets(), "rwx------");
    }

    boolean hasCluster() {
        return Files.exists(data().resolve("PG_VERSION"));
    }

    /** The superuser's password, made on the first call. Fails when it was lost though the cluster is still there. */
    String password() throws IOException {
        try {
            return Files.readString(passwordFile()).strip();
        } catch (NoSuchFileException absent) {
            if (hasCluster()) {
                throw new EmbeddedPostgresException(
                        "The database in " + server() + " has lost its password; restore " + passwordFile() + ".");
            }
        }
        var random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        var password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        DurableFiles.write(passwordFile(), password + "\n", "rw-------");
        return password;
    }

    /** Empty before the first start. */
    OptionalInt port() throws IOException {
        try {
            return OptionalInt.of(Integer.parseInt(Files.readString(portFile()).strip()));
        } catch (NoSuchFileException | NumberFormatException unknown) {
            return OptionalInt.empty();
        }
    }

    void rememberPort(int port) throws IOException {
        DurableFiles.write(portFile(), port + "\n", "rw-r--r--");
    }

    /** The end of what the last start said, for an error message. */
    Optional<String> lastWords() {
        try {
            var lines = Files.readAllLines(startupLog());
            var tail = lines.subList(Math.max(0, lines.size() - 5), lines.size());
            return tail.isEmpty() ? Optional.empty() : Optional.of(String.join(" | ", tail));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
