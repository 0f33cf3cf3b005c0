package dev.rota.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The months of the audit's tables, as their owner sees them: retention drops whole months, because no role of the running
 * server may remove a row (security U3). Blocking, over JDBC: for the operator's commands.
 */
public final class Partitions {
    private static final int TRIES = 5;
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** Only those that have a month's name: what lies in the default partition belongs to none. */
    private static final String MONTHS =
            """
            SELECT m.parent, m.name, substring(m.bounds FROM 'FROM \\(''([^'']+)''')::timestamptz AS since,
                   substring(m.bounds FROM 'TO \\(''([^'']+)''')::timestamptz AS until,
                   date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS this_month
              FROM (SELECT p.relname AS parent, c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bounds
                      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
                     WHERE p.relnamespace = 'rota'::regnamespace AND c.relname ~ '_[0-9]{6}$') m
             ORDER BY since
            """;

    private final String jdbcUrl;
    private final String user;
    private final @Nullable String password;

    /** @param user who may act as {@code rota_owner}, such as whoever migrates */
    public Partitions(String jdbcUrl, String user, @Nullable String password) {
        this.jdbcUrl = jdbcUrl;
        this.user = user;
        this.password = password;
    }

    /**
     * One month of a table.
     *
     * @param table its own name, which ends in year and month
     * @param until the time before which its rows are
     */
    public record Month(String table, OffsetDateTime since, OffsetDateTime until) {}

    /** Months of {@code table} that ended {@code keep} whole months ago or earlier, the oldest first. */
    public List<Month> olderThan(String table, int keep) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(MONTHS)) {
            var months = new ArrayList<Month>();
            while (rows.next()) {
                var until = rows.getObject("until", OffsetDateTime.class);
                var kept = rows.getObject("this_month", OffsetDateTime.class).minusMonths(keep);
                if (rows.getString("parent").equals(table) && !until.isAfter(kept)) {
                    months.add(new Month(rows.getString("name"), rows.getObject("since", OffsetDateTime.class), until));
                }
            }
            return months;
        }
    }

    /** The organizations that have rows in it. The month can be written to and read by nobody else meanwhile. */
    public List<Long> organizations(Month month) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // Forced row-level security hides all rows from the owner, too; what lifts it is never committed.
            statement.execute("ALTER TABLE rota." + month.table() + " NO FORCE ROW LEVEL SECURITY");
            var organizations = new ArrayList<Long>();
            try (var rows =
                    statement.executeQuery("SELECT DISTINCT org_id FROM rota." + month.table() + " ORDER BY 1")) {
                while (rows.next()) {
                    organizations.add(rows.getLong(1));
                }
            } finally {
                connection.rollback();
            }
            return organizations;
        }
    }

    /** Drops it. Gives way to calls that read at the time, and fails when they leave it no moment in some ten seconds. */
    public void drop(Month month) throws SQLException {
        for (var tries = 1; ; tries++) {
            try (var connection = connect();
                    var statement = connection.createStatement()) {
                statement.execute("DROP TABLE rota." + month.table());
                return;
            } catch (SQLException e) {
                if (tries == TRIES || !LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                    throw e;
                }
            }
        }
    }

    private Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user);
        if (password != null) {
            properties.setProperty("password", password);
        }
        var connection = DriverManager.getConnection(jdbcUrl, properties);
        try (var statement = connection.createStatement()) {
            statement.execute("SET ROLE rota_owner");
            // Whoever waits for such a lock makes everybody behind them wait.
            statement.execute("SET lock_timeout = '2s'");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
