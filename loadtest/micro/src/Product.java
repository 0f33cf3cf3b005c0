import dev.rota.database.embedded.EmbeddedPostgres;
import dev.rota.settings.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The server as a user starts it, with a database of its own. */
final class Product implements AutoCloseable {
    private final Path dataDirectory;
    private final int port;
    private final Process process;

    private Product(Path dataDirectory, int port, Process process) {
        this.dataDirectory = dataDirectory;
        this.port = port;
        this.process = process;
    }

    /** Returns when it listens. */
    static Product start(Path home, Path dataDirectory) throws Exception {
        var port = FreePorts.choose();
        var command = List.of(
                home.resolve("rota").toString(),
                "serve",
                "--demo",
                "--data-dir",
                dataDirectory.toString(),
                "--port",
                Integer.toString(port),
                "--management-port",
                "0");
        Files.createDirectories(dataDirectory.getParent());
        var process = new ProcessBuilder(command)
                .redirectError(dataDirectory.resolveSibling("server.log").toFile())
                .start();
        var ready = new CompletableFuture<Boolean>();
        var reading = new Thread(() -> awaitReady(process, ready), "server output");
        reading.setDaemon(true);
        reading.start();
        var product = new Product(dataDirectory, port, process);
        if (!ready.get(120, TimeUnit.SECONDS)) {
            product.close();
            throw new IllegalStateException("the server did not start: see " + dataDirectory.resolveSibling("server.log"));
        }
        return product;
    }

    private static void awaitReady(Process process, CompletableFuture<Boolean> ready) {
        try (var lines = process.inputReader()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("ready: ")) {
                    ready.complete(true);
                }
            }
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
        ready.complete(false);
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    long postmaster() throws IOException {
        return Long.parseLong(
                Files.readAllLines(database().resolve("postmaster.pid")).get(0).strip());
    }

    /** Where the database is, with everything in it. */
    Path database() {
        return dataDirectory.resolve("postgres").resolve("data");
    }

    int databasePort() throws SQLException {
        return EmbeddedPostgres.find(dataDirectory).orElseThrow().port();
    }

    /** A secret that the server has made for itself. */
    String secret(String name) throws IOException {
        return Files.readString(dataDirectory.resolve("secrets").resolve(name)).strip();
    }

    Connection superuser() throws SQLException {
        var address = EmbeddedPostgres.find(dataDirectory).orElseThrow();
        return DriverManager.getConnection(
                address.jdbcUrl(EmbeddedPostgres.DATABASE), address.user(), address.password());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(45, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
