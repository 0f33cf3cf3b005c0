package dev.rota.change;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.task.Sight;
import dev.rota.task.TaskRef;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** SQL of changes. {@code $1} is an array of organizations. */
final class ChangeQueries {
    /** The last number of one organization; 0 before the first. */
    private static final String HEAD =
            """
            SELECT coalesce((SELECT c.seq FROM task_change c WHERE c.org_id = $1 ORDER BY c.seq DESC LIMIT 1), 0) AS seq
            """;

    private static final String HEADS =
            """
            SELECT o.org_id, coalesce((SELECT c.seq FROM task_change c WHERE c.org_id = o.org_id
                                        ORDER BY c.seq DESC LIMIT 1), 0) AS seq
              FROM unnest($1::bigint[]) AS o(org_id)
            """;

    /** Like a caller's sight of tasks, but that trashed ones are seen: that one was trashed is a change of it. */
    private static final String SEEN =
            """
            ($2::bigint[] IS NULL OR t.project_id = ANY ($2))
                 AND ($3::bigint IS NULL OR (t.assignee_kind = 'user' AND t.assignee_id = $3))
                 AND ($6::text IS NULL OR t.project_id IN (SELECT p.id FROM project p
                        WHERE p.org_id = t.org_id AND (p.key = upper($6) OR p.id::text = $6)))""";

    private static final String TYPE =
            """
            CASE WHEN e.type IN ('claimed', 'progress', 'finished', 'claim_expired') THEN 'claim'
                      WHEN e.type = 'commented' THEN 'comment'
                      WHEN e.type IN ('question_asked', 'question_answered') THEN 'answer' ELSE 'task' END AS type""";

    /** Task {@code r} can be claimed: catalogue section 6. */
    private static final String READY =
            """
            r.status = 'todo' AND r.trashed_at IS NULL
                   AND NOT EXISTS (SELECT FROM task_link l JOIN task d ON d.org_id = l.org_id AND d.id = l.target_id
                          WHERE l.org_id = r.org_id AND l.task_id = r.id AND l.type = 'depends_on'
                            AND d.status NOT IN ('done', 'cancelled') AND d.trashed_at IS NULL)
                   AND NOT EXISTS (SELECT FROM attempt a WHERE a.org_id = r.org_id AND a.task_id = r.id
                            AND a.status = 'running' AND a.lease_expires_at > now())
                   AND NOT EXISTS (SELECT FROM question q WHERE q.org_id = r.org_id AND q.task_id = r.id
                            AND q.answered_at IS NULL)""";

    /**
     * Every number looked at is a row, so that the follower gets on; those that are meant have a task. {@code OFFSET 0} has each
     * event looked up by itself: the planner would rather read through all of them.
     */
    private static final String PAGE =
            """
            s.org_id, s.seq, found.*
              FROM unnest($1::bigint[], $5::bigint[]) AS o(org_id, after)
             CROSS JOIN LATERAL (SELECT c.org_id, c.seq, c.event_id FROM task_change c
                                  WHERE c.org_id = o.org_id AND c.seq > o.after ORDER BY c.seq LIMIT $9) s
              LEFT JOIN LATERAL (
                SELECT g.slug, t.key, e.type AS event, e.actor, utc(e.at) AS at, e.changes,
                       CASE WHEN $7::text[] IS NULL OR v.type = ANY ($7) THEN v.type END AS type,
                       CASE WHEN $8 THEN ready.keys END AS ready
                  FROM task_event e
                  JOIN task t ON t.org_id = e.org_id AND t.id = e.task_id
                  JOIN organization g ON g.id = e.org_id
                 CROSS JOIN LATERAL (SELECT\s"""
                    + TYPE
                    + """
            ) v
                  LEFT JOIN LATERAL (
                    SELECT array_agg(w.key ORDER BY w.id) AS keys FROM (
                      SELECT r.id, r.key FROM task r
                       WHERE $8 AND r.org_id = t.org_id AND r.id = t.id
                         AND (e.type IN ('created', 'restored', 'finished', 'claim_expired', 'linked', 'question_answered')
                              OR e.changes ? 'status')
                         AND\s"""
                    + READY
                    + """

                      UNION ALL
                      SELECT r.id, r.key FROM task_link k JOIN task r ON r.org_id = k.org_id AND r.id = k.task_id
                       WHERE $8 AND k.org_id = t.org_id AND k.target_id = t.id AND k.type = 'depends_on'
                         AND (e.type = 'trashed' OR e.changes->'status'->>'after' IN ('done', 'cancelled'))
                         AND ($2::bigint[] IS NULL OR r.project_id = ANY ($2))
                         AND ($3::bigint IS NULL OR (r.assignee_kind = 'user' AND r.assignee_id = $3))
                         AND\s"""
                    + READY
                    + """

                       LIMIT 100) w) ready ON true
                 WHERE e.org_id = s.org_id AND e.id = s.event_id AND %s AND\s"""
                    + SEEN
                    + """

                 OFFSET 0) found ON true
             ORDER BY s.org_id, s.seq
            """;

    private static final String ANY = "SELECT " + PAGE.replace("%s", "$4::text IS NULL");

    private static final Map<TaskRef.Form, String> OF_TASK = TaskRef.Form.complete("SELECT " + PAGE);

    Future<Long> head(OrganizationTx tx) {
        return tx.one(HEAD, row -> row.getLong("seq"));
    }

    Future<List<Row>> heads(ReadTx tx) {
        return tx.list(HEADS, row -> row);
    }

    /** @param after of each organization of the caller, in their order */
    Future<List<Row>> page(ReadTx tx, Caller caller, Long[] after, ChangeFilter filter, int most) {
        var sight = Sight.of(caller);
        var task = filter.task();
        return tx.list(
                task == null ? ANY : Objects.requireNonNull(OF_TASK.get(task.form())),
                row -> row,
                sight.projects(),
                sight.assignee(),
                task == null ? null : task.value(),
                after,
                filter.project(),
                types(filter),
                filter.wants(ChangeType.READY),
                most);
    }

    private static @Nullable Object types(ChangeFilter filter) {
        return filter.types().isEmpty()
                ? null
                : filter.types().stream().map(ChangeType::wire).toArray(String[]::new);
    }
}
