package dev.rota.database.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server that runs as a child of this process for as long as this object is open, and is restarted when it
 * dies. Its data survives in the data directory, whatever ends this process.
 *
 * <p>Every method blocks: call them from worker threads. Nothing here registers a shutdown hook; whoever starts the
 * server closes it, from a hook if need be.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** Name of the superuser, who signs in with {@link #password()}. */
    public static final String SUPERUSER = "postgres";
    /** The database that every start makes sure of. */
    public static final String DATABASE = "rota";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private final DataDirectoryLock lock;
    private final Supervisor supervisor;
    private final EmbeddedPostgresAddress address;
    private boolean closed;

    private EmbeddedPostgres(DataDirectoryLock lock, Supervisor supervisor, EmbeddedPostgresAddress address) {
        this.lock = lock;
        this.supervisor = supervisor;
        this.address = address;
    }

    /** {@link #start(EmbeddedPostgresSettings, EmbeddedPostgresListener)} with nobody listening. */
    public static EmbeddedPostgres start(EmbeddedPostgresSettings settings) {
        return start(settings, EmbeddedPostgresListener.NONE);
    }

    /**
     * Prepares what is missing (binaries, cluster, password, database {@value #DATABASE}), ends what an earlier process
     * left running on the data, and starts the server. Returns when it accepts connections.
     *
     * @throws DataDirectoryInUseException when a living process holds the directory
     * @throws EmbeddedPostgresException when the server cannot be prepared or started; nothing is left running
     */
    public static EmbeddedPostgres start(EmbeddedPostgresSettings settings, EmbeddedPostgresListener listener) {
        return start(settings, listener, Launch.PRODUCT);
    }

    static EmbeddedPostgres start(EmbeddedPostgresSettings settings, EmbeddedPostgresListener listener, Launch launch) {
        var directory = new DataDirectory(settings.dataDirectory());
        try {
            directory.create();
            var lock = DataDirectoryLock.acquire(directory);
            try {
                return startLocked(settings, listener, launch, directory, lock);
            } catch (IOException | RuntimeException failure) {
                lock.close();
                throw failure;
            }
        } catch (IOException failure) {
            throw new EmbeddedPostgresException(
                    "The embedded database in " + directory.top() + " cannot be prepared: " + failure, failure);
        }
    }

    /**
     * The server that runs on the data directory now, in this or another process; empty when none does. It may be
     * starting or restarting, so a connection can still be refused for a moment.
     *
     * @throws EmbeddedPostgresException when one runs but this user may not read its password
     */
    public static Optional<EmbeddedPostgresAddress> find(Path dataDirectory) {
        var directory = new DataDirectory(dataDirectory.toAbsolutePath().normalize());
        try {
            if (!DataDirectoryLock.held(directory)) {
                return Optional.empty();
            }
            var port = directory.port();
            return port.isPresent() ? Optional.of(address(port.getAsInt(), directory.password())) : Optional.empty();
        } catch (IOException failure) {
            throw new EmbeddedPostgresException(
                    "The database of " + directory.top() + " runs but cannot be reached: " + failure, failure);
        }
    }

    public EmbeddedPostgresAddress address() {
        return address;
    }

    /** JDBC URL of a database, without credentials. */
    public String jdbcUrl(String database) {
        return address.jdbcUrl(database);
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

    /** A secret: never log it. */
    public String password() {
        return address.password();
    }

    /**
     * Stops the server and releases the data directory. Takes at most the stop timeout and some seconds; may be called
     * again, and from any thread. A second caller waits for the first.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        supervisor.close();
        release(lock);
    }

    private static EmbeddedPostgres startLocked(
            EmbeddedPostgresSettings settings,
            EmbeddedPostgresListener listener,
            Launch launch,
            DataDirectory directory,
            DataDirectoryLock lock)
            throws IOException {
        var began = System.nanoTime();
        var home = Files.createDirectories(settings.binariesDirectory());
        var binaries = Binaries.in(home);
        var password = directory.password();
        var programs = ServerPrograms.choose(binaries, directory, launch);
        if (!directory.hasCluster()) {
            programs.initialize(password, launch);
        }
        var previous = new PreviousServer(directory.data().toRealPath(), clusterName(directory));
        previous.end(settings.stopTimeout());
        programs.runAs().own(directory.data());
        if (home.equals(directory.server())) {
            binaries.removeOthers();
        }
        var command = new ServerCommand(binaries, directory, settings, launch);
        var supervisor = new Supervisor(programs, command, previous, listener);
        try {
            var address = address(supervisor.start(), password);
            ensureDatabase(address);
            var took = Duration.ofNanos(System.nanoTime() - began);
            LOG.info("The embedded database listens on {} after {} ms", address, took.toMillis());
            return new EmbeddedPostgres(lock, supervisor, address);
        } catch (RuntimeException failure) {
            supervisor.close();
            throw failure;
        }
    }

    private static EmbeddedPostgresAddress address(int port, String password) {
        return new EmbeddedPostgresAddress(ServerCommand.HOST, port, SUPERUSER, password);
    }

    /** Names every process of the cluster: the identifier that initdb drew, the first eight bytes of pg_control. */
    private static String clusterName(DataDirectory directory) throws IOException {
        try (var control = Files.newInputStream(directory.data().resolve("global/pg_control"))) {
            var identifier = ByteBuffer.wrap(control.readNBytes(Long.BYTES)).order(ByteOrder.nativeOrder());
            return "rota-" + Long.toHexString(identifier.getLong());
        }
    }

    private static void ensureDatabase(EmbeddedPostgresAddress address) {
        try (var connection = connect(address);
                var statement = connection.createStatement()) {
            var exists = "SELECT FROM pg_database WHERE datname = '" + DATABASE + "'";
            try (var row = statement.executeQuery(exists)) {
                if (row.next()) {
                    return;
                }
            }
            statement.executeUpdate("CREATE DATABASE " + DATABASE);
        } catch (SQLException failure) {
            throw new EmbeddedPostgresException(
                    "The embedded database started but refuses its superuser: " + failure.getMessage(), failure);
        }
    }

    private static Connection connect(EmbeddedPostgresAddress address) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", address.user());
        properties.setProperty("password", address.password());
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "60");
        return DriverManager.getConnection(address.jdbcUrl("postgres"), properties);
    }

    private static void release(DataDirectoryLock lock) {
        try {
            lock.close();
        } catch (IOException failure) {
            LOG.warn("The data directory's lock was not released: {}", failure.toString());
        }
    }
}
