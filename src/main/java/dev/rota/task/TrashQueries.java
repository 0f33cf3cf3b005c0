package dev.rota.task;

import dev.rota.database.OrganizationTx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** SQL of the trash. {@code $1} is the organization. */
final class TrashQueries {
    private static final Map<TaskRef.Form, String> LOCK = TaskRef.Form.complete(TaskQueries.STATE
            + ", t.trashed_at + $5::bigint * interval '1 second' AS until,"
            + " t.created_by_kind || ':' || t.created_by_id AS creator"
            + TaskQueries.STATE_OF
            + " AND %s AND "
            + Sight.WITH_TRASH);

    private static final Map<TaskRef.Form, String> HOLD = TaskRef.Form.complete(
            "SELECT t.id FROM task t WHERE t.org_id = $1 AND %s AND " + Sight.WITH_TRASH + "\n   FOR UPDATE");

    private static final String OPEN_SUBTASKS =
            """
            SELECT (array_agg(c.key ORDER BY c.child_no) FILTER (WHERE c.seen))[:20] AS keys,
                   count(*) FILTER (WHERE NOT c.seen) AS others
              FROM (SELECT c.key, c.child_no,\s"""
                    + Sight.column("c", "$3", "$4")
                    + """

                      FROM task c WHERE c.org_id = $1 AND c.parent_id = $2 AND c.trashed_at IS NULL
                       AND c.status NOT IN ('done', 'failed', 'cancelled')) c
            """;

    /** With the reminder to delete it for good. */
    private static final String TRASH =
            """
            WITH trashed AS (
              UPDATE task SET trashed_at = now(), updated_at = now() WHERE org_id = $1 AND id = $2
              RETURNING trashed_at + $3::bigint * interval '1 second' AS until),
            reminded AS (
              INSERT INTO work_queue (org_id, kind, subject_id, due_at) SELECT $1, 'trash', $2, until FROM trashed)
            SELECT until FROM trashed
            """;

    private static final String RESTORE =
            """
            WITH forgotten AS (
              DELETE FROM work_queue WHERE org_id = $1 AND kind = 'trash' AND subject_id = $2)
            UPDATE task SET trashed_at = NULL, updated_at = now() WHERE org_id = $1 AND id = $2
            """;

    /**
     * @param until when it is deleted for good; null where it does not lie in the trash
     * @param creator who made it, as {@link Tasks#holder} says
     */
    record Found(TaskState task, @Nullable OffsetDateTime until, String creator) {
        static Found of(Row row) {
            return new Found(TaskState.of(row), row.getOffsetDateTime("until"), row.getString("creator"));
        }
    }

    /** The task, in the trash or not, locked. */
    Future<Optional<Found>> lock(OrganizationTx tx, Sight sight, TaskRef ref, Duration kept) {
        var held =
                tx.count(Objects.requireNonNull(HOLD.get(ref.form())), sight.projects(), sight.assignee(), ref.value());
        var found = tx.first(
                Objects.requireNonNull(LOCK.get(ref.form())),
                Found::of,
                sight.projects(),
                sight.assignee(),
                ref.value(),
                kept.toSeconds());
        return held.compose(rows -> found);
    }

    /**
     * Subtasks that are not finished.
     *
     * @param keys of at most 20 in sight
     * @param others how many are out of sight
     */
    record OpenSubtasks(List<String> keys, long others) {
        private static OpenSubtasks of(Row row) {
            var keys = row.getArrayOfStrings("keys");
            return new OpenSubtasks(keys == null ? List.of() : List.of(keys), row.getLong("others"));
        }
    }

    Future<OpenSubtasks> openSubtasks(OrganizationTx tx, Sight sight, long task) {
        return tx.one(OPEN_SUBTASKS, OpenSubtasks::of, task, sight.projects(), sight.assignee());
    }

    Future<OffsetDateTime> trash(OrganizationTx tx, long task, Duration kept) {
        return tx.one(TRASH, row -> row.getOffsetDateTime("until"), task, kept.toSeconds());
    }

    Future<Integer> restore(OrganizationTx tx, long task) {
        return tx.count(RESTORE, task);
    }
}
