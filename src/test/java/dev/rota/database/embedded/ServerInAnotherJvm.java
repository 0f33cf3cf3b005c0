package dev.rota.database.embedded;

import java.io.IOException;
import java.nio.file.Path;

/** Arguments: data directory, directory of the binaries, whether the server dies with this process. */
final class ServerInAnotherJvm {
    static final String READY = "ready";

    private ServerInAnotherJvm() {}

    public static void main(String[] args) throws IOException {
        var settings = EmbeddedPostgresSettings.of(Path.of(args[0])).withBinariesDirectory(Path.of(args[1]));
        var launch = new Launch(true, Boolean.parseBoolean(args[2]));
        try (var server = EmbeddedPostgres.start(settings, EmbeddedPostgresListener.NONE, launch)) {
            TestServers.execute(server.address(), "CREATE TABLE IF NOT EXISTS kept (word text)");
            TestServers.execute(server.address(), "INSERT INTO kept VALUES ('written by another JVM')");
            System.out.println(READY);
            while (System.in.read() >= 0) {
                // Whoever closes our input wants us to stop.
            }
        } catch (java.sql.SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
