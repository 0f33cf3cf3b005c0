package dev.rota.task;

import dev.rota.database.ReadTx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** SQL of what a task waits for and what waits for it. {@code $1} is an array of organizations. */
final class TaskDependencyQueries {
    /**
     * One row for each linked task, or a single one without. A linked task out of the caller's sight has no title: key and
     * status are told of it as {@code get_task} tells blockers, or nobody could see why a task is blocked.
     */
    private static final Map<TaskRef.Form, String> LINKED = TaskRef.Form.complete(
            """
            WITH chosen AS (
              SELECT t.org_id, t.id, t.key, t.status, g.slug FROM task t JOIN organization g ON g.id = t.org_id
               WHERE t.org_id = ANY ($1) AND %s AND\s"""
                    + Sight.PREDICATE
                    + """
            ),
            linked AS (
              SELECT c.org_id, 'depends_on' AS direction, l.target_id AS other
                FROM chosen c JOIN task_link l ON l.org_id = c.org_id AND l.task_id = c.id AND l.type = 'depends_on'
              UNION ALL
              SELECT c.org_id, 'dependents', l.task_id
                FROM chosen c JOIN task_link l ON l.org_id = c.org_id AND l.target_id = c.id AND l.type = 'depends_on')
            SELECT c.id AS task_id, c.key AS task_key, c.status AS task_status, c.slug AS organization,
                   x.direction, t.key, t.status, CASE WHEN\s"""
                    + Sight.PREDICATE
                    + """
             THEN t.title END AS title
              FROM chosen c
              LEFT JOIN linked x ON x.org_id = c.org_id
              LEFT JOIN task t ON t.org_id = x.org_id AND t.id = x.other AND t.trashed_at IS NULL
             ORDER BY c.org_id, x.direction, t.id LIMIT $5
            """);

    Future<List<Row>> linked(ReadTx tx, Sight sight, TaskRef ref, int most) {
        return tx.list(
                Objects.requireNonNull(LINKED.get(ref.form())),
                row -> row,
                sight.projects(),
                sight.assignee(),
                ref.value(),
                most);
    }
}
