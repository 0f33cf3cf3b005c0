package dev.rota.task;

import dev.rota.database.ReadTx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** SQL of boards. {@code $1} is an array of organizations. */
final class BoardQueries {
    private static final String PROJECT =
            """
            SELECT p.id, p.key, g.slug AS organization FROM project p JOIN organization g ON g.id = p.org_id
             WHERE p.org_id = ANY ($1) AND (p.key = upper($3) OR p.id::text = $3)
               AND ($2::bigint[] IS NULL OR p.id = ANY ($2))
            """;

    private static final String CHOSEN =
            """
            WITH chosen AS (
              SELECT p.org_id, p.id FROM project p
               WHERE p.org_id = ANY ($1) AND ($4::text IS NULL OR p.key = upper($4) OR p.id::text = $4)
                 AND ($2::bigint[] IS NULL OR p.id = ANY ($2))),
            """;

    /**
     * What an index has together and in order, tasks of one project, status and priority, is counted by its entries alone,
     * and only the first of each are ranked. What else a row has is looked up for the few that are shown.
     */
    private static final String CELLS = CHOSEN
            + """
            cells AS (
              SELECT t.org_id, t.project_id, t.status, t.priority, count(*) AS total
                FROM chosen c JOIN task t ON t.org_id = c.org_id AND t.project_id = c.id AND\s"""
            + Sight.PREDICATE
            + """

               GROUP BY t.org_id, t.project_id, t.status, t.priority),
            totals AS (SELECT %s AS in_column, sum(t.total)::bigint AS total FROM cells t GROUP BY 1),
            placed AS (
              SELECT t.org_id, t.id, %s AS in_column,
                     row_number() OVER (PARTITION BY %s
                                        ORDER BY t.priority DESC, t.updated_at DESC, t.id DESC) AS place
                FROM cells c CROSS JOIN LATERAL (
                  SELECT t.org_id, t.id, t.status, t.priority, t.updated_at FROM task t
                   WHERE t.org_id = c.org_id AND t.project_id = c.project_id AND t.status = c.status
                     AND t.priority = c.priority AND\s"""
            + Sight.PREDICATE
            + """

                   ORDER BY t.updated_at DESC, t.id DESC LIMIT $5) t),
            ranked AS (SELECT p.org_id, p.id, p.in_column, n.total, p.place FROM placed p JOIN totals n USING (in_column))
            """;

    /** Of assignees there may be any number: one pass over all tasks counts and ranks. */
    private static final String RANKED = CHOSEN
            + """
            ranked AS (
              SELECT t.org_id, t.id, %s AS in_column, count(*) OVER (PARTITION BY %s) AS total,
                     row_number() OVER (PARTITION BY %s
                                        ORDER BY t.priority DESC, t.updated_at DESC, t.id DESC) AS place
                FROM chosen c JOIN task t ON t.org_id = c.org_id AND t.project_id = c.id AND\s"""
            + Sight.PREDICATE
            + ")\n";

    /** The largest columns first, where their order is not fixed. */
    private static final String PLACED = "\n ORDER BY r.total DESC, r.in_column, r.place LIMIT $6";

    private static final String COMPACT =
            """
            SELECT r.in_column, r.total, g.slug AS organization,
                   t.key, t.title, t.status, t.priority, t.assignee, t.labels, t.complexity, u.key AS parent,
                  \s"""
                    + TaskParts.HINDRANCES
                    + """
              FROM ranked r
              JOIN task t ON t.org_id = r.org_id AND t.id = r.id AND r.place <= $5
              JOIN organization g ON g.id = t.org_id
             \s"""
                    + TaskParts.PARENT
                    + PLACED;

    private static final Map<BoardGrouping, String> TOP = complete(COMPACT);

    private static final String VIEWS = of(
            BoardGrouping.STATUS,
            "SELECT r.in_column, r.total, "
                    + TaskViews.COLUMNS
                    + TaskViews.FROM
                    + " JOIN ranked r ON r.org_id = t.org_id AND r.id = t.id AND r.place <= $5"
                    + PLACED);

    private static Map<BoardGrouping, String> complete(String sql) {
        var all = new EnumMap<BoardGrouping, String>(BoardGrouping.class);
        for (var grouping : BoardGrouping.values()) {
            all.put(grouping, of(grouping, sql));
        }
        return all;
    }

    /** Agents and users are numbered each for themselves; mere names are the same whatever their case. */
    private static String of(BoardGrouping grouping, String sql) {
        var rows = grouping == BoardGrouping.ASSIGNEE ? RANKED : CELLS;
        return (rows + sql)
                .replace(
                        "%s",
                        switch (grouping) {
                            case STATUS -> "t.status";
                            case PRIORITY -> "t.priority::text";
                            case ASSIGNEE ->
                                "t.assignee_kind || ':' || coalesce(t.assignee_id::text, lower(t.assignee))";
                        });
    }

    /** Projects of that key or id: one in each organization at most. */
    Future<List<Row>> project(ReadTx tx, Sight sight, String project) {
        return tx.list(PROJECT, row -> row, sight.projects(), project);
    }

    /** Compact rows, each with its column and the column's total. */
    Future<List<Row>> top(
            ReadTx tx, Sight sight, BoardGrouping grouping, @Nullable String project, int limit, int most) {
        tx.planForValues();
        return tx.list(
                Objects.requireNonNull(TOP.get(grouping)),
                row -> row,
                sight.projects(),
                sight.assignee(),
                project,
                limit,
                most);
    }

    /** Rows that {@link TaskView}s can be made of, each with its status' total. */
    Future<List<Row>> views(ReadTx tx, Sight sight, @Nullable String project, int limit, int most) {
        tx.planForValues();
        return tx.list(VIEWS, row -> row, sight.projects(), sight.assignee(), project, limit, most);
    }
}
