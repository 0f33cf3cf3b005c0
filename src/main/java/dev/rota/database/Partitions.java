package dev.rota.database;

import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * The months of the audit's tables, as their owner sees them: retention drops whole months, because no role of the running
 * server may remove a row (security U3). Blocking, for the operator's commands.
 */
public final class Partitions {
    private static final int TRIES = 30;

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

    private final OwnerAccess owner;

    Partitions(OwnerAccess owner) {
        this.owner = owner;
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
        try (var connection = owner.connect();
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
        return owner.organizations(month.table());
    }

    /** Drops it. Gives way to calls that read at the time, and fails when they leave it no moment in some ten seconds. */
    public void drop(Month month) throws SQLException {
        for (var tries = 1; ; tries++) {
            try (var connection = owner.connect();
                    var statement = connection.createStatement()) {
                statement.execute("DROP TABLE rota." + month.table());
                return;
            } catch (SQLException e) {
                if (tries == TRIES || !OwnerAccess.isLocked(e)) {
                    throw e;
                }
            }
        }
    }
}
