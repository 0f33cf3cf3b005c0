package dev.rota.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Roles, their passwords, and the schema. Blocking, over JDBC: for the start of an embedded database and for
 * {@code rota migrate}, always on a worker thread.
 */
public final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final int OLDEST = 15;
    /** Behind somebody who waits for a lock everybody else waits, too: calls of nodes that serve may wait for a second. */
    private static final Map<String, String> BRIEFLY = Map.of("options", "-c lock_timeout=300ms");

    private static final int TRIES = 300;

    private final String jdbcUrl;
    private final String user;
    private final @Nullable String password;

    /** @param user may create roles and owns nothing afterwards: all objects belong to {@code rota_owner} */
    public Migrations(String jdbcUrl, String user, @Nullable String password) {
        this.jdbcUrl = jdbcUrl;
        this.user = user;
        this.password = password;
    }

    /**
     * Makes the roles, gives them their passwords and brings the schema to this build's version. Can be repeated. Gives way
     * to whoever reads or writes at the time, such as a backup, and fails where they leave it no moment in some minutes.
     *
     * @return how many migrations were applied
     */
    public int run(Map<DatabaseRole, String> passwords) throws SQLException {
        try (var connection = DriverManager.getConnection(jdbcUrl, user, password)) {
            requireVersion(connection.getMetaData().getDatabaseMajorVersion());
            roles(connection, passwords);
        }
        return migrate();
    }

    /** What was applied before a lock was not to be had stays applied, and counts with the rest. */
    private int migrate() throws SQLException {
        var before = applied();
        for (var tries = 1; ; tries++) {
            try {
                flyway().migrate();
                return applied() - before;
            } catch (FlywayException e) {
                if (tries == TRIES || !isLocked(e)) {
                    throw e;
                }
                LOG.info("somebody uses what a migration changes; it is tried again");
                pause();
            }
        }
    }

    /** Asked as the owner: whoever migrates may be somebody who may become them, and nothing else. */
    private int applied() throws SQLException {
        try (var connection = DriverManager.getConnection(jdbcUrl, user, password);
                var statement = connection.createStatement()) {
            statement.execute("SET ROLE rota_owner");
            try (var made = statement.executeQuery("SELECT to_regclass('rota.schema_version') IS NOT NULL")) {
                made.next();
                if (!made.getBoolean(1)) {
                    return 0;
                }
            }
            try (var count =
                    statement.executeQuery("SELECT count(*) FROM rota.schema_version WHERE type = 'SQL' AND success")) {
                count.next();
                return count.getInt(1);
            }
        }
    }

    private void pause() throws SQLException {
        try (var connection = DriverManager.getConnection(jdbcUrl, user, password);
                var statement = connection.createStatement()) {
            statement.execute("SELECT pg_sleep(1)");
        }
    }

    private static boolean isLocked(Throwable problem) {
        for (var cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && OwnerAccess.isLocked(sql)) {
                return true;
            }
        }
        return false;
    }

    /** Before the first statement that an older one does not understand (security P7). */
    static void requireVersion(int major) throws SQLException {
        if (major < OLDEST) {
            throw new SQLException("PostgreSQL " + major + " is too old; Rota needs " + OLDEST
                    + " or newer, of a minor release of the last quarter");
        }
    }

    private void roles(Connection connection, Map<DatabaseRole, String> passwords) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(script());
        }
        for (var entry : passwords.entrySet()) {
            setPassword(connection, entry.getKey(), entry.getValue());
        }
    }

    private static void setPassword(Connection connection, DatabaseRole role, String password) throws SQLException {
        // ALTER ROLE takes no parameters; the server itself quotes the literal.
        try (var quote = connection.prepareStatement("SELECT format('ALTER ROLE %I PASSWORD %L', ?::text, ?::text)")) {
            quote.setString(1, role.login());
            quote.setString(2, password);
            try (var quoted = quote.executeQuery();
                    var alter = connection.createStatement()) {
                quoted.next();
                alter.execute(quoted.getString(1));
            }
        }
    }

    private Flyway flyway() {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(jdbcUrl, user, password)
                .jdbcProperties(BRIEFLY)
                .locations("classpath:db/migration")
                .defaultSchema("rota")
                .createSchemas(false)
                .table("schema_version")
                .baselineOnMigrate(true) // the schema exists, made by roles.sql, and is empty
                .baselineVersion("0")
                .connectRetries(3)
                .placeholders(Map.of("build", Integer.toString(SchemaVersion.ofBuild())))
                .load();
    }

    private static String script() {
        try (var in = Migrations.class.getResourceAsStream("/db/roles.sql")) {
            if (in == null) {
                throw new IllegalStateException("db/roles.sql is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("db/roles.sql cannot be read", e);
        }
    }
}
