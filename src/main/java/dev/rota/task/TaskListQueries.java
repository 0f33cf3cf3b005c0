package dev.rota.task;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.identity.Principal;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * SQL of task lists. {@code $1} is an array of organizations; a lateral join reads the first rows of each from its own
 * index, so that a caller in twenty organizations does not sort all of their tasks.
 */
final class TaskListQueries {
    private static final String ME = "me";

    private static final String FILTER =
            """
               AND ($4::text IS NULL OR t.project_id IN (SELECT p.id FROM project p
                      WHERE p.org_id = t.org_id AND (p.key = upper($4) OR p.id::text = $4)))
               AND ($5::text[] IS NULL OR t.status = ANY ($5))
               AND ($6::text IS NULL OR (t.assignee_kind = $6 AND t.assignee_id = $7))
               AND ($8::text IS NULL OR lower(t.assignee) = lower($8) OR t.assignee_id::text = $8
                    OR (t.assignee_kind = 'user' AND t.assignee_id IN
                      (SELECT u.id FROM user_account u WHERE lower(u.email) = lower($8))))
               AND ($9::text IS NULL OR t.search @@ to_tsquery('simple', $9))
               AND ($10::text[] IS NULL OR t.labels @> $10)
               AND ($11::text IS NULL OR t.parent_id IN (SELECT u.id FROM task u WHERE u.org_id = t.org_id AND u.key = $11 AND u.trashed_at IS NULL))
               AND ($12::bigint IS NULL OR (t.parent_id = $12 AND NOT EXISTS
                      (SELECT FROM task u WHERE u.org_id = t.org_id AND u.id = $12 AND u.trashed_at IS NOT NULL)))
               AND ($13::uuid IS NULL OR t.parent_id IN (SELECT u.id FROM task u WHERE u.org_id = t.org_id AND u.uuid = $13 AND u.trashed_at IS NULL))
               AND ($14::text IS NULL OR t.requirement_id IN (SELECT r.id FROM requirement r
                      WHERE r.org_id = t.org_id AND (r.key = upper($14) OR r.id::text = $14)))
               AND ($15::timestamptz IS NULL OR t.updated_at >= $15)
            """;

    /** Those of {@link #FILTER} that look at no other table but the project's: of the others there must be none. */
    private static final String USUAL_FILTER =
            """
               AND ($4::text IS NULL OR t.project_id IN (SELECT p.id FROM project p
                      WHERE p.org_id = t.org_id AND (p.key = upper($4) OR p.id::text = $4)))
               AND ($5::text[] IS NULL OR t.status = ANY ($5))
               AND ($6::text IS NULL OR (t.assignee_kind = $6 AND t.assignee_id = $7))
               AND ($10::text[] IS NULL OR t.labels @> $10)
               AND ($15::timestamptz IS NULL OR t.updated_at >= $15)
               AND num_nonnulls($8::text, $9::text, $11::text, $12::bigint, $13::uuid, $14::text) = 0 AND $16::text[] = '{}'
            """;

    /**
     * Of a row that says nothing beside the usual. What goes without saying is null: half of what a page costs the server is
     * reading the columns of its rows.
     */
    private static final String USUAL_COLUMNS =
            """
            SELECT t.id, t.key, t.title, t.status, t.priority, t.assignee, t.updated_at, u.key AS parent,
                   nullif(t.labels, '{}') AS labels, nullif(t.complexity, 'medium') AS complexity,
                   CASE WHEN cardinality($1::bigint[]) > 1
                        THEN (SELECT g.slug FROM organization g WHERE g.id = t.org_id) END AS organization,
                  \s"""
                    + TaskParts.HINDRANCES;

    private static final String COLUMNS =
            """
            SELECT t.id, t.uuid, t.key, t.title, t.status, t.priority, t.assignee, t.labels, t.complexity, t.version, t.kind,
                   t.due_at, t.completed_at, t.created_by, t.created_at, t.updated_at,
                   CASE WHEN 'description' = ANY ($16::text[]) THEN t.description END AS description,
                   CASE WHEN 'acceptance' = ANY ($16::text[]) THEN t.acceptance END AS acceptance,
                   CASE WHEN 'metadata' = ANY ($16::text[]) THEN t.metadata END AS metadata,
                   CASE WHEN 'cost' = ANY ($16::text[]) THEN (SELECT sum(c.cost_usd) FROM attempt c
                          WHERE c.org_id = t.org_id AND c.task_id = t.id) END AS cost,
                   g.slug AS organization, p.key AS project, u.key AS parent, r.key AS requirement,
                  \s"""
                    + TaskParts.HINDRANCES;

    /** What a {@link TaskView} has beside the columns of a row. */
    private static final String OF_VIEWS =
            """
            , t.org_id, t.description_json::text AS description_json, t.assignee_kind, t.assignee_id, t.project_id,
            p.name AS project_name, p.review_required, t.requirement_id, r.title AS requirement_title, t.parent_id,
            t.created_by_kind""";

    private static final String ROWS =
            """

              FROM unnest($1::bigint[]) AS o(org_id)
             CROSS JOIN LATERAL (
            """;

    private static final String USUAL_NAMES = """
             ) t
             \s""" + TaskParts.PARENT;

    private static final String NAMES =
            """
             ) t
              JOIN organization g ON g.id = t.org_id
              JOIN project p ON p.org_id = t.org_id AND p.id = t.project_id
             \s"""
                    + TaskParts.PARENT
                    + """

              LEFT JOIN requirement r ON r.org_id = t.org_id AND r.id = t.requirement_id
            """;

    private static final String NEWEST = byChange(COLUMNS + TaskParts.WANTED, FILTER, NAMES);

    /** What most calls ask, without the twenty parts that others might: to begin each of them is half of the work. */
    private static final String USUAL_NEWEST = byChange(USUAL_COLUMNS, USUAL_FILTER, USUAL_NAMES);

    private static final String NEWEST_VIEWS = byChange(COLUMNS + OF_VIEWS, FILTER, NAMES);

    private static final String READY = byPriority(COLUMNS + TaskParts.WANTED, FILTER, NAMES);

    private static final String USUAL_READY = byPriority(USUAL_COLUMNS, USUAL_FILTER, USUAL_NAMES);

    private static String byChange(String columns, String filter, String names) {
        return columns
                + ROWS
                + "SELECT * FROM task t WHERE t.org_id = o.org_id AND " + Sight.PREDICATE + filter
                + """
               AND (t.updated_at, t.id) < ($17::timestamptz, $18::bigint)
             ORDER BY t.updated_at DESC, t.id DESC LIMIT $19
            """
                + names
                + " ORDER BY t.updated_at DESC, t.id DESC LIMIT $19";
    }

    /** {@code OFFSET 0} has the links of each task looked up by themselves, not all links joined for the sake of a page. */
    private static String byPriority(String columns, String filter, String names) {
        return columns
                + ROWS
                + "SELECT * FROM task t WHERE t.org_id = o.org_id AND t.status = 'todo' AND " + Sight.PREDICATE + filter
                + """
               AND (t.priority < $17::bigint OR (t.priority = $17::bigint AND t.id > $18::bigint))
               AND NOT EXISTS (SELECT FROM task_link l JOIN task d ON d.org_id = l.org_id AND d.id = l.target_id
                      WHERE l.org_id = t.org_id AND l.task_id = t.id AND l.type = 'depends_on'
                        AND d.status NOT IN ('done', 'cancelled') AND d.trashed_at IS NULL OFFSET 0)
               AND NOT EXISTS (SELECT FROM attempt a WHERE a.org_id = t.org_id AND a.task_id = t.id
                        AND a.status = 'running' AND a.lease_expires_at > now())
               AND NOT EXISTS (SELECT FROM question q WHERE q.org_id = t.org_id AND q.task_id = t.id
                        AND q.answered_at IS NULL)
               AND\s"""
                + CheckTasks.claimableFirst("$20")
                + "\n ORDER BY t.priority DESC, t.id LIMIT $19"
                + names
                + " ORDER BY t.priority DESC, t.id LIMIT $19";
    }

    private static final String PROJECT_EXISTS =
            """
            SELECT EXISTS (SELECT FROM project p WHERE p.org_id = ANY ($1) AND (p.key = upper($3) OR p.id::text = $3)
                              AND ($2::bigint[] IS NULL OR p.id = ANY ($2))) AS there
            """;

    Future<Boolean> projectExists(ReadTx tx, Sight sight, String project) {
        return tx.one(PROJECT_EXISTS, row -> row.getBoolean("there"), sight.projects(), project);
    }

    /** Rows after the position, newest change first. */
    Future<List<Row>> newest(ReadTx tx, Principal me, Sight sight, TaskFilter filter, OffsetDateTime at, long id) {
        return rows(tx, isUsual(filter) ? USUAL_NEWEST : NEWEST, me, sight, filter, at, id);
    }

    /** Rows that {@link TaskView}s can be made of, newest change first. */
    Future<List<Row>> views(ReadTx tx, Principal me, Sight sight, TaskFilter filter) {
        return rows(tx, NEWEST_VIEWS, me, sight, filter, TaskList.END_OF_TIME, Long.MAX_VALUE);
    }

    /** Rows after the position, highest priority first, then oldest. */
    Future<List<Row>> ready(ReadTx tx, Caller caller, Sight sight, TaskFilter filter, long priority, long id) {
        var usual = isUsual(filter);
        if (!usual) {
            tx.planForValues(); // else all that are ready might be sorted for the sake of a page
        }
        return rows(
                tx,
                usual ? USUAL_READY : READY,
                caller.principal(),
                sight,
                filter,
                priority,
                id,
                CheckTasks.isRunner(caller));
    }

    private static Future<List<Row>> rows(
            ReadTx tx,
            String sql,
            Principal me,
            Sight sight,
            TaskFilter filter,
            Object position,
            long id,
            Object... further) {
        var mine = ME.equals(filter.assignee());
        var parent = filter.parent();
        if (hasAnIndex(sight, filter)) {
            tx.planForValues();
        }
        var values = Stream.of(
                sight.projects(),
                sight.assignee(),
                filter.project(),
                array(filter.statuses().stream().map(TaskStatus::wire).toList()),
                mine ? me.kind().wire() : null,
                mine ? me.id() : null,
                mine ? null : filter.assignee(),
                filter.tsquery(),
                array(filter.labels()),
                parent != null && parent.value() instanceof String key ? key : null,
                parent != null && parent.value() instanceof Long number ? number : null,
                parent != null && parent.value() instanceof UUID uuid ? uuid : null,
                filter.requirement(),
                filter.updatedSince(),
                filter.fields().stream().map(TaskColumn::wire).toArray(String[]::new),
                position,
                id,
                filter.limit() + 1);
        return tx.list(
                sql, row -> row, Stream.concat(values, Stream.of(further)).toArray());
    }

    /** Whether the statements with the usual parts can answer this. */
    private static boolean isUsual(TaskFilter filter) {
        return filter.fields().isEmpty()
                && (filter.assignee() == null || filter.assignee().equals(ME))
                && filter.tsquery() == null
                && filter.parent() == null
                && filter.requirement() == null;
    }

    /** Whether these few tasks have a shorter way to them than through all tasks in their order. */
    private static boolean hasAnIndex(Sight sight, TaskFilter filter) {
        return sight.assignee() != null
                || filter.assignee() != null
                || filter.parent() != null
                || filter.requirement() != null;
    }

    private static @Nullable Object array(List<String> texts) {
        return texts.isEmpty() ? null : texts.toArray(String[]::new);
    }
}
