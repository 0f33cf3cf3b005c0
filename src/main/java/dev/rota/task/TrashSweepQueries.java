package dev.rota.task;

import dev.rota.database.OrganizationTx;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** SQL of deleting tasks for good. {@code $1} is the organization. Waits for no lock of a caller's. */
final class TrashSweepQueries {
    private static final String LOCK =
            """
            SELECT t.id, t.key FROM task t
             WHERE t.org_id = $1 AND t.id = $2 AND t.trashed_at <= now() - $3::bigint * interval '1 second'
               FOR UPDATE SKIP LOCKED
            """;

    private static final String LEFT =
            """
            SELECT greatest(0, (extract(epoch FROM t.trashed_at - now()) * 1000)::bigint + $3::bigint * 1000) AS left_ms
              FROM task t WHERE t.org_id = $1 AND t.id = $2 AND t.trashed_at IS NOT NULL
            """;

    private static final String LET_GO =
            """
            WITH let_go AS (
              UPDATE task c SET parent_id = NULL, child_no = NULL, version = c.version + 1, updated_at = now()
               WHERE c.org_id = $1 AND c.id IN (SELECT x.id FROM task x WHERE x.org_id = $1 AND x.parent_id = $2
                                                 ORDER BY x.id LIMIT $4 FOR UPDATE SKIP LOCKED)
              RETURNING c.id, c.key, c.version),
            history AS (
              INSERT INTO task_event (org_id, task_id, type, version, changes, actor_kind, actor_id, actor)
              SELECT $1, id, 'updated', version, jsonb_build_object('parent', jsonb_build_object('before', $3::text,
                       'after', NULL)), 'system', 0, 'system'
                FROM let_go)
            SELECT id, key FROM let_go ORDER BY id
            """;

    private static final String DELETE =
            """
            DELETE FROM task t WHERE t.org_id = $1 AND t.id = $2
               AND NOT EXISTS (SELECT FROM task c WHERE c.org_id = $1 AND c.parent_id = $2)
            """;

    /** A task whose time is over. */
    record Doomed(long id, String key) {}

    /** One of its subtasks. */
    record Child(long id, String key) {}

    /** The task, locked, where its time is over and nobody is at it. */
    Future<Optional<Doomed>> lock(OrganizationTx tx, long task, Duration kept) {
        return tx.first(LOCK, row -> new Doomed(row.getLong("id"), row.getString("key")), task, kept.toSeconds());
    }

    /** The time it still has; empty where it does not lie in the trash. */
    Future<Optional<Duration>> left(OrganizationTx tx, long task, Duration kept) {
        return tx.first(LEFT, row -> Duration.ofMillis(row.getLong("left_ms")), task, kept.toSeconds());
    }

    /** Makes at most that many of its subtasks tasks of their own. */
    Future<List<Child>> letGo(OrganizationTx tx, Doomed task, int most) {
        return tx.list(LET_GO, row -> new Child(row.getLong("id"), row.getString("key")), task.id(), task.key(), most);
    }

    /** Whether it is gone; it stays while it has subtasks. */
    Future<Boolean> delete(OrganizationTx tx, long task) {
        return tx.count(DELETE, task).map(rows -> rows == 1);
    }
}
