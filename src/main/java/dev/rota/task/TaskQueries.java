package dev.rota.task;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Principal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** SQL that looks at single tasks and changes them. {@code $1} is the organization. */
final class TaskQueries {
    /** Tells who holds the task; a lease that has lapsed holds nothing, even before it is swept. */
    static final String STATE =
            """
            SELECT t.id, t.key, t.project_id, p.key AS project_key, p.review_required, t.title, t.status, t.version,
                   t.lapsed_attempts, t.complexity, t.parent_id,
                   a.principal_kind || ':' || a.principal_id AS holder, a.id AS holder_attempt,
                   (extract(epoch FROM a.lease_expires_at - now()) * 1000)::bigint AS holder_lease_ms""";

    static final String STATE_OF =
            """

              FROM task t
              JOIN project p ON p.org_id = t.org_id AND p.id = t.project_id
              LEFT JOIN attempt a ON a.org_id = t.org_id AND a.task_id = t.id
                                 AND a.status = 'running' AND a.lease_expires_at > now()
             WHERE t.org_id = $1""";

    private static final Map<TaskRef.Form, String> LOCK =
            TaskRef.Form.complete(STATE + STATE_OF + " AND %s AND " + Sight.PREDICATE);

    /** Sent before {@link #LOCK}, whose snapshot is then taken after a wait for whoever held the row. */
    private static final Map<TaskRef.Form, String> HOLD =
            TaskRef.Form.complete("""
            SELECT t.id FROM task t WHERE t.org_id = $1 AND %s AND\s"""
                    + Sight.PREDICATE
                    + "\n   FOR UPDATE");

    private static final Map<TaskRef.Form, String> HOME = TaskRef.Form.complete(
            """
            SELECT t.org_id, g.slug FROM task t JOIN organization g ON g.id = t.org_id
             WHERE t.org_id = ANY ($1) AND %s AND\s"""
                    + Sight.PREDICATE
                    + " LIMIT 20");

    private static final Map<TaskRef.Form, String> HOME_WITH_TRASH = TaskRef.Form.complete(
            """
            SELECT t.org_id, g.slug FROM task t JOIN organization g ON g.id = t.org_id
             WHERE t.org_id = ANY ($1) AND %s AND\s"""
                    + Sight.WITH_TRASH
                    + " LIMIT 20");

    private static final String SET_STATUS =
            """
            UPDATE task SET status = $3, version = version + 1, updated_at = now(),
                   completed_at = CASE WHEN $4::boolean THEN now() END
             WHERE org_id = $1 AND id = $2
            RETURNING version, completed_at
            """;

    private static final String TOUCH =
            "UPDATE task SET updated_at = now() WHERE org_id = $1 AND id = $2 RETURNING version";

    private static final String RECORD =
            """
            INSERT INTO task_event (org_id, task_id, type, version, changes, note, attempt_id, actor_kind, actor_id, actor)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """;

    /**
     * Tasks that waited for one of these and now wait for nothing. Every change of a status asks, so each step is fenced by
     * {@code OFFSET 0} and looks for nothing but keys: of tables that were never analyzed the planner believes that any index
     * will do, and would read all tasks for each link of each task.
     */
    private static final String UNBLOCKED =
            """
            SELECT t.id, t.key
              FROM (SELECT DISTINCT l.task_id FROM task_link l
                     WHERE l.org_id = $1 AND l.target_id = ANY ($2::bigint[]) AND l.type = 'depends_on' OFFSET 0) w
             CROSS JOIN LATERAL (SELECT x.id, x.key, x.status, x.trashed_at FROM task x
                                  WHERE x.org_id = $1 AND x.id = w.task_id OFFSET 0) t
             WHERE t.status IN ('backlog', 'todo') AND t.trashed_at IS NULL
               AND NOT EXISTS (
                     SELECT FROM (SELECT o.type, o.target_id FROM task_link o
                                   WHERE o.org_id = $1 AND o.task_id = t.id OFFSET 0) o
                      CROSS JOIN LATERAL (SELECT y.status, y.trashed_at FROM task y
                                           WHERE y.org_id = $1 AND y.id = o.target_id OFFSET 0) d
                      WHERE o.type = 'depends_on' AND d.status NOT IN ('done', 'cancelled') AND d.trashed_at IS NULL OFFSET 0)
             ORDER BY t.id LIMIT 100
            """;

    private static String sqlFor(Map<TaskRef.Form, String> forms, TaskRef ref) {
        return Objects.requireNonNull(forms.get(ref.form()));
    }

    record Home(OrganizationId organization, String slug) {}

    /** @param trash whether tasks in the trash count too */
    Future<List<Home>> home(ReadTx tx, Sight sight, TaskRef ref, boolean trash) {
        return tx.list(
                sqlFor(trash ? HOME_WITH_TRASH : HOME, ref),
                row -> new Home(new OrganizationId(row.getLong("org_id")), row.getString("slug")),
                sight.projects(),
                sight.assignee(),
                ref.value());
    }

    Future<Optional<TaskState>> lock(OrganizationTx tx, Sight sight, TaskRef ref) {
        var held = tx.count(sqlFor(HOLD, ref), sight.projects(), sight.assignee(), ref.value());
        var state = tx.first(sqlFor(LOCK, ref), TaskState::of, sight.projects(), sight.assignee(), ref.value());
        // What could not be held may have come into sight since; to change it then would be to change it unlocked.
        return held.compose(rows -> rows == 0 ? Future.succeededFuture(Optional.empty()) : state);
    }

    /** What became of a task; null while it is not finished. */
    record Moved(int version, @Nullable OffsetDateTime completedAt) {}

    Future<Moved> setStatus(OrganizationTx tx, long task, TaskStatus status) {
        return tx.one(
                SET_STATUS,
                row -> new Moved(row.getInteger("version"), row.getOffsetDateTime("completed_at")),
                task,
                status.wire(),
                status.isTerminal());
    }

    Future<Integer> touch(OrganizationTx tx, long task) {
        return tx.one(TOUCH, row -> row.getInteger("version"), task);
    }

    Future<Integer> record(
            OrganizationTx tx,
            Principal by,
            long task,
            String type,
            int version,
            @Nullable JsonObject changes,
            @Nullable String note,
            @Nullable Long attempt) {
        return tx.count(
                RECORD, task, type, version, changes, note, attempt, by.kind().wire(), by.id(), by.name());
    }

    Future<List<String>> unblocked(OrganizationTx tx, List<Long> tasks) {
        return tx.list(UNBLOCKED, row -> row.getString("key"), (Object) tasks.toArray(Long[]::new));
    }
}
