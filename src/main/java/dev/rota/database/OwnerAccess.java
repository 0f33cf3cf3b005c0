package dev.rota.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The database as the owner of its tables sees it. Blocking, over JDBC: for the operator's commands. */
public final class OwnerAccess {
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final int TRIES = 50;

    private final String jdbcUrl;
    private final String user;
    private final @Nullable String password;

    /** @param user who may act as {@code rota_owner}, such as whoever migrates */
    public OwnerAccess(String jdbcUrl, String user, @Nullable String password) {
        this.jdbcUrl = jdbcUrl;
        this.user = user;
        this.password = password;
    }

    /** The months of the audit's tables. */
    public Partitions partitions() {
        return new Partitions(this);
    }

    /**
     * The ids of the organizations that have rows in it. It can be written to and read by nobody else meanwhile. Gives way to
     * calls that read at the time, and fails when they leave it no moment in some five seconds.
     *
     * @param table of the schema {@code rota}, with a key that begins with {@code org_id}; never what somebody typed
     */
    public List<Long> organizations(String table) throws SQLException {
        for (var tries = 1; ; tries++) {
            try {
                return organizationsAtOnce(table);
            } catch (SQLException e) {
                if (tries == TRIES || !isLocked(e)) {
                    throw e;
                }
            }
        }
    }

    /** Whether somebody else had it for longer than it is waited for. */
    static boolean isLocked(SQLException problem) {
        return LOCK_NOT_AVAILABLE.equals(problem.getSQLState());
    }

    private List<Long> organizationsAtOnce(String table) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // Whoever waits for such a lock makes everybody behind them wait.
            statement.execute("SET lock_timeout = '100ms'");
            // Forced row-level security hides all rows from the owner, too; what lifts it is never committed.
            statement.execute("ALTER TABLE rota." + table + " NO FORCE ROW LEVEL SECURITY");
            var organizations = new ArrayList<Long>();
            try (var rows = statement.executeQuery(owners(table))) {
                while (rows.next()) {
                    organizations.add(rows.getLong(1));
                }
            } finally {
                connection.rollback();
            }
            return organizations;
        }
    }

    /** From organization to organization by the index of the key: nobody else can use the table for as long as this takes. */
    private static String owners(String table) {
        return """
                WITH RECURSIVE owner AS (
                  (SELECT t.org_id FROM rota.%1$s t ORDER BY t.org_id LIMIT 1)
                  UNION ALL
                  SELECT (SELECT t.org_id FROM rota.%1$s t WHERE t.org_id > o.org_id ORDER BY t.org_id LIMIT 1)
                    FROM owner o WHERE o.org_id IS NOT NULL
                )
                SELECT o.org_id FROM owner o WHERE o.org_id IS NOT NULL ORDER BY 1
                """
                .formatted(table);
    }

    Connection connect() throws SQLException {
        var connection = DriverManager.getConnection(jdbcUrl, user, password);
        try (var statement = connection.createStatement()) {
            statement.execute("SET ROLE rota_owner");
            statement.execute("SET lock_timeout = '300ms'"); // behind whoever waits longer, calls would wait as well
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
