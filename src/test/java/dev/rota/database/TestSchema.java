package dev.rota.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A database with the real schema, copied from a template that was migrated once. Each copy belongs to whoever asked for
 * it; the server goes away with the JVM and takes the copies along.
 */
public final class TestSchema {
    /** Roles belong to the whole server, so every copy has the same passwords. */
    public static final Map<DatabaseRole, String> PASSWORDS = Arrays.stream(DatabaseRole.values())
            .collect(Collectors.toUnmodifiableMap(role -> role, DatabaseRole::login));

    private static final AtomicInteger COPIES = new AtomicInteger();

    private final String database;

    private TestSchema(String database) {
        this.database = database;
    }

    public static TestSchema copy() throws SQLException {
        var name = "rota_copy_" + COPIES.incrementAndGet();
        onServer("CREATE DATABASE " + name + " TEMPLATE " + Template.NAME);
        // What a database grants to everybody is not copied with it.
        onServer("REVOKE TEMPORARY, CREATE ON DATABASE " + name + " FROM PUBLIC");
        return new TestSchema(name);
    }

    public String name() {
        return database;
    }

    public String host() {
        return TestPostgres.shared().host();
    }

    public int port() {
        return TestPostgres.shared().port();
    }

    public DatabaseAddress address() {
        return new DatabaseAddress(host(), port(), database, "disable", null, PASSWORDS);
    }

    /** As the superuser, whom no policy concerns. */
    public Connection superuser() throws SQLException {
        return DriverManager.getConnection(TestPostgres.shared().superuserJdbcUrl(database));
    }

    /** As one of the server's roles, by the simple protocol: statements may have parameters that nobody binds. */
    public Connection as(DatabaseRole role) throws SQLException {
        return DriverManager.getConnection(
                TestPostgres.shared().jdbcUrl(database) + "?preferQueryMode=simple", role.login(), PASSWORDS.get(role));
    }

    /** Runs statements as the superuser. */
    public void execute(String sql) throws SQLException {
        try (var connection = superuser();
                var statement = connection.createStatement()) {
            var unused = statement.execute(sql);
        }
    }

    /** The first column of the first row, asked by the superuser. */
    public String ask(String sql) throws SQLException {
        try (var connection = superuser();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "no row";
        }
    }

    private static void onServer(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(TestPostgres.shared().superuserJdbcUrl());
                var statement = connection.createStatement()) {
            var unused = statement.execute(sql);
        }
    }

    /** Made by whoever is first. */
    private static final class Template {
        private static final String NAME = make();

        private static String make() {
            try {
                var server = TestPostgres.shared();
                onServer("CREATE DATABASE rota_copied");
                var unused =
                        new Migrations(server.jdbcUrl("rota_copied"), server.user(), server.password()).run(PASSWORDS);
                return "rota_copied";
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
