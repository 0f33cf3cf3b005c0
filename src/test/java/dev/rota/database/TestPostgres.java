package dev.rota.database;

import dev.rota.database.embedded.DisposablePostgres;
import dev.rota.database.embedded.EmbeddedPostgresAddress;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The PostgreSQL server that all tests of a JVM share: a container where a Docker engine answers, else the embedded
 * server. Started by the first caller, stopped when the JVM ends. Not durable, which makes it fast.
 */
public final class TestPostgres {
    private static final Logger LOG = LoggerFactory.getLogger(TestPostgres.class);
    private static final String IMAGE = "postgres:18-alpine";
    private static final String SUPERUSER = "postgres";

    private final EmbeddedPostgresAddress address;

    private TestPostgres(EmbeddedPostgresAddress address) {
        this.address = address;
    }

    /** Blocks while the first call starts the server. */
    public static TestPostgres shared() {
        return Shared.SERVER;
    }

    public String host() {
        return address.host();
    }

    public int port() {
        return address.port();
    }

    public String user() {
        return address.user();
    }

    public String password() {
        return address.password();
    }

    /** JDBC URL of a database, without credentials. */
    public String jdbcUrl(String database) {
        return address.jdbcUrl(database);
    }

    /** JDBC URL of the maintenance database with the superuser's credentials in it. */
    public String superuserJdbcUrl() {
        return superuserJdbcUrl("postgres");
    }

    /** JDBC URL of a database with the superuser's credentials in it. */
    public String superuserJdbcUrl(String database) {
        return jdbcUrl(database) + "?user=" + user() + "&password=" + password();
    }

    private static TestPostgres start() {
        if (DockerClientFactory.instance().isDockerAvailable()) {
            try {
                return container();
            } catch (RuntimeException failure) {
                LOG.warn("A Docker engine answers but gives no {}", IMAGE, failure);
            }
        }
        return embedded();
    }

    private static TestPostgres container() {
        var container = new PostgreSQLContainer(IMAGE)
                .withUsername(SUPERUSER)
                .withPassword(SUPERUSER)
                .withDatabaseName("rota")
                .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=200");
        container.start();
        LOG.info("Tests use PostgreSQL in a container of {}", IMAGE);
        stopAtExit(container::stop);
        return new TestPostgres(
                new EmbeddedPostgresAddress(container.getHost(), container.getMappedPort(5432), SUPERUSER, SUPERUSER));
    }

    private static TestPostgres embedded() {
        var server = DisposablePostgres.start(Path.of("target").toAbsolutePath());
        LOG.info("Tests use the embedded PostgreSQL at {}: no Docker engine answers", server.address());
        stopAtExit(server::close);
        return new TestPostgres(server.address());
    }

    private static void stopAtExit(Runnable stop) {
        Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop-test-postgres"));
    }

    /** Holds the one server; the class loader makes the first use start it, once. */
    private static final class Shared {
        private static final TestPostgres SERVER = start();
    }
}
