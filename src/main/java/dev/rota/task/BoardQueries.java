package dev.rota.task;

import dev.rota.database.ReadTx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;

/** SQL of boards. {@code $1} is an array of organizations. */
final class BoardQueries {
    /**
     * One pass over the project's index entries counts and ranks; what else a row has is looked up for the few that are
     * shown. A project without tasks gives one row without a status.
     */
    private static final String TOP =
            """
            WITH chosen AS (
              SELECT p.org_id, p.id, p.key, g.slug FROM project p JOIN organization g ON g.id = p.org_id
               WHERE p.org_id = ANY ($1) AND (p.key = upper($4) OR p.id::text = $4)
                 AND ($2::bigint[] IS NULL OR p.id = ANY ($2))),
            ranked AS (
              SELECT t.org_id, t.id, t.status, count(*) OVER (PARTITION BY t.org_id, t.status) AS total,
                     row_number() OVER (PARTITION BY t.org_id, t.status
                                        ORDER BY t.priority DESC, t.updated_at DESC, t.id DESC) AS place
                FROM chosen c JOIN task t ON t.org_id = c.org_id AND t.project_id = c.id AND\s"""
                    + Sight.PREDICATE
                    + """
            )
            SELECT c.id AS project_id, c.key AS project, c.slug AS organization, r.status, r.total,
                   t.key, t.title, t.priority, t.assignee, t.labels, t.complexity, u.key AS parent,
                   (SELECT array_agg(d.key ORDER BY d.id) FROM task_link l
                      JOIN task d ON d.org_id = l.org_id AND d.id = l.target_id
                     WHERE l.org_id = t.org_id AND l.task_id = t.id AND l.type = 'depends_on'
                       AND d.status NOT IN ('done', 'cancelled') AND d.trashed_at IS NULL) AS blocked_by,
                   EXISTS (SELECT FROM attempt a WHERE a.org_id = t.org_id AND a.task_id = t.id
                       AND a.status = 'running' AND a.lease_expires_at > now()) AS claimed
              FROM chosen c
              LEFT JOIN ranked r ON r.org_id = c.org_id AND r.place <= $5
              LEFT JOIN task t ON t.org_id = r.org_id AND t.id = r.id
              LEFT JOIN task u ON u.org_id = t.org_id AND u.id = t.parent_id AND u.trashed_at IS NULL
             ORDER BY r.status, r.place
            """;

    Future<List<Row>> top(ReadTx tx, Sight sight, String project, int limit) {
        return tx.list(TOP, row -> row, sight.projects(), sight.assignee(), project, limit);
    }
}
