package dev.rota;

import dev.rota.database.Database;
import dev.rota.database.DatabaseAddress;
import dev.rota.database.DatabaseRole;
import dev.rota.database.DatabaseSettings;
import dev.rota.database.Migrations;
import dev.rota.database.OwnerAccess;
import dev.rota.database.Partitions;
import dev.rota.database.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database of a test's own: a copy of one that was migrated once, reached through the unprivileged roles like the
 * product's.
 */
public final class TestDatabase {
    /** Roles belong to the whole server, so every copy has the same passwords. */
    public static final String PASSWORD = "of-the-tests";

    private static final AtomicInteger COPIES = new AtomicInteger();
    private static boolean templateIsThere;

    private final TestPostgres server;
    private final String name;

    private TestDatabase(TestPostgres server, String name) {
        this.server = server;
        this.name = name;
    }

    /** A fresh copy, empty of organizations. */
    public static synchronized TestDatabase create() {
        try {
            var server = TestPostgres.shared();
            if (!templateIsThere) {
                execute(server.superuserJdbcUrl("postgres"), "CREATE DATABASE rota_template");
                var applied = new Migrations(server.jdbcUrl("rota_template"), server.user(), server.password())
                        .run(passwords());
                templateIsThere = applied > 0;
            }
            var copy = new TestDatabase(server, "rota_copy_" + COPIES.incrementAndGet());
            execute(server.superuserJdbcUrl("postgres"), "CREATE DATABASE " + copy.name + " TEMPLATE rota_template");
            // What a database grants to everybody is not copied with it.
            copy.execute("REVOKE TEMPORARY, CREATE ON DATABASE " + copy.name + " FROM PUBLIC");
            return copy;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Map<DatabaseRole, String> passwords() {
        var passwords = new EnumMap<DatabaseRole, String>(DatabaseRole.class);
        for (var role : DatabaseRole.values()) {
            passwords.put(role, PASSWORD);
        }
        return passwords;
    }

    public DatabaseAddress address() {
        return new DatabaseAddress(server.host(), server.port(), name, "disable", null, passwords());
    }

    /** As {@code rota.database.url} takes it. */
    public String url() {
        return "postgresql://" + server.user() + ":" + server.password() + "@" + server.host() + ":" + server.port()
                + "/" + name;
    }

    /** A connection of the superuser, who sees and may do everything: to look behind the product's back. */
    public Connection superuser() throws SQLException {
        return DriverManager.getConnection(server.superuserJdbcUrl(name));
    }

    /** Which have been applied to it. */
    public Migrations migrations() {
        return new Migrations(server.jdbcUrl(name), server.user(), server.password());
    }

    /** The months of its tables, as their owner sees them. */
    public Partitions owned() {
        return new OwnerAccess(server.jdbcUrl(name), server.user(), server.password()).partitions();
    }

    /** As one of the server's roles, by the simple protocol: statements may have parameters that nobody binds. */
    public Connection as(DatabaseRole role) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(name) + "?preferQueryMode=simple", role.login(), PASSWORD);
    }

    /** The first column of each row, asked by the superuser. */
    public List<String> ask(String sql) {
        try (var connection = superuser();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var all = new ArrayList<String>();
            while (rows.next()) {
                all.add(String.valueOf(rows.getString(1)));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs one statement as superuser. */
    public void execute(String sql) {
        try {
            execute(server.superuserJdbcUrl(name), sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs one statement as superuser from outside of this database, which nobody may use then. */
    public void maintain(String sql) {
        try {
            execute(server.superuserJdbcUrl("postgres"), sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The product's database on this copy, with the shared connections of one event loop open. */
    public Database open(Vertx vertx) {
        return opened(vertx, new Database(vertx, address(), DatabaseSettings.DEFAULT));
    }

    /** Opens the shared connections of {@code database} on an event loop of {@code vertx}. */
    public static Database opened(Vertx vertx, Database database) {
        Promise<Void> open = Promise.promise();
        vertx.runOnContext(turn -> database.open().onComplete(open));
        await(open.future());
        return database;
    }

    /** The result, or the failure as it is; a test's deadline for a single answer. */
    public static <T> T await(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("no answer within 30 s", e);
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
