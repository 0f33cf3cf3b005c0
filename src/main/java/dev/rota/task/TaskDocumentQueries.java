package dev.rota.task;

import dev.rota.database.ReadTx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** SQL of one task with all that belongs to it. {@code $1} is an array of organizations. */
final class TaskDocumentQueries {
    private static final Map<TaskRef.Form, String> TASK = TaskRef.Form.complete(
            """
            SELECT t.*, g.slug AS organization, p.key AS project, u.key AS parent, r.key AS requirement,
                   (SELECT jsonb_agg(jsonb_build_object('key', s.key, 'title', s.title, 'status', s.status) ORDER BY s.child_no)
                      FROM (SELECT c.key, c.title, c.status, c.child_no FROM task c
                             WHERE c.org_id = t.org_id AND c.parent_id = t.id AND c.trashed_at IS NULL
                               AND ($2::bigint[] IS NULL OR c.project_id = ANY ($2))
                               AND ($3::bigint IS NULL OR (c.assignee_kind = 'user' AND c.assignee_id = $3))
                             ORDER BY c.child_no LIMIT 100) s) AS subtasks,
                   (SELECT array_agg(d.key ORDER BY d.id) FROM task_link l JOIN task d ON d.org_id = l.org_id AND d.id = l.target_id
                     WHERE l.org_id = t.org_id AND l.task_id = t.id AND l.type = 'depends_on'
                       AND d.status NOT IN ('done', 'cancelled') AND d.trashed_at IS NULL) AS blocked_by,
                   (SELECT array_agg(b.key ORDER BY b.id)
                      FROM (SELECT d.key, d.id FROM task_link l JOIN task d ON d.org_id = l.org_id AND d.id = l.task_id
                             WHERE l.org_id = t.org_id AND l.target_id = t.id AND l.type = 'depends_on'
                               AND d.trashed_at IS NULL ORDER BY d.id LIMIT 200) b) AS blocks,
                   (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', q.id, 'question', q.question,
                              'options', CASE WHEN cardinality(q.options) > 0 THEN to_jsonb(q.options) END,
                              'answer', q.answer)) ORDER BY q.id DESC)
                      FROM (SELECT * FROM question x WHERE x.org_id = t.org_id AND x.task_id = t.id
                               AND (x.answered_at IS NULL OR x.answer IS NOT NULL)
                             ORDER BY x.id DESC LIMIT 10) q) AS questions,
                   (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', s.id, 'assignee', s.assignee,
                              'assignee_type', s.assignee_type, 'provider', s.provider, 'model', s.model, 'status', s.status,
                              'notes', s.notes, 'assigned_by', s.assigned_by, 'assigned_at', utc(s.assigned_at),
                              'accepted_at', utc(s.accepted_at), 'completed_at', utc(s.completed_at))) ORDER BY s.id DESC)
                      FROM (SELECT * FROM assignment x WHERE x.org_id = t.org_id AND x.task_id = t.id
                             ORDER BY x.id DESC LIMIT 10) s) AS assignments,
                   a.principal_kind || ':' || a.principal_id AS holder, a.lease_expires_at,
                   (extract(epoch FROM a.lease_expires_at - now()) * 1000)::bigint AS holder_lease_ms
              FROM task t
              JOIN organization g ON g.id = t.org_id
              JOIN project p ON p.org_id = t.org_id AND p.id = t.project_id
              LEFT JOIN task u ON u.org_id = t.org_id AND u.id = t.parent_id AND u.trashed_at IS NULL
              LEFT JOIN requirement r ON r.org_id = t.org_id AND r.id = t.requirement_id
              LEFT JOIN attempt a ON a.org_id = t.org_id AND a.task_id = t.id
                                 AND a.status = 'running' AND a.lease_expires_at > now()
             WHERE t.org_id = ANY ($1) AND %s AND\s"""
                    + Sight.PREDICATE);

    /** The one task that the reference names, as a row to join with; two organizations' keys may be alike. */
    private static final String NAMED = "JOIN task t ON t.org_id = x.org_id AND t.id = x.task_id"
            + " WHERE x.org_id = ANY ($1) AND t.org_id = ANY ($1) AND %s AND " + Sight.PREDICATE
            + " ORDER BY x.id DESC LIMIT 10";

    private static final Map<TaskRef.Form, String> COMMENTS = TaskRef.Form.complete(
            """
            SELECT jsonb_strip_nulls(jsonb_build_object('id', x.id, 'author', x.author, 'body', x.body, 'at', utc(x.created_at),
                     'untrusted', CASE WHEN x.author_kind = 'user' AND NOT EXISTS (SELECT FROM membership m
                        WHERE m.org_id = x.org_id AND m.user_id = x.author_id AND m.active) THEN true END)) AS item
              FROM comment x\s"""
                    + NAMED);

    private static final Map<TaskRef.Form, String> HISTORY = TaskRef.Form.complete(
            """
            SELECT jsonb_strip_nulls(jsonb_build_object('type', x.type, 'version', x.version, 'actor', x.actor, 'at', utc(x.at),
                     'changes', x.changes #- '{description,before_as}' #- '{assignee,before_as}', 'note', x.note, 'attempt_id', x.attempt_id)) AS item
              FROM task_event x\s"""
                    + NAMED);

    private static final Map<TaskRef.Form, String> ATTEMPTS = TaskRef.Form.complete(
            """
            SELECT jsonb_strip_nulls(jsonb_build_object('id', x.id, 'principal', x.principal, 'status', x.status,
                     'failure_class', x.failure_class, 'started_at', utc(x.started_at), 'finished_at', utc(x.finished_at),
                     'percent', x.percent, 'model', x.model, 'tokens_input', x.tokens_input,
                     'tokens_output', x.tokens_output, 'tokens_total', x.tokens_total, 'cost_usd', x.cost_usd,
                     'wall_clock_ms', x.wall_clock_ms, 'notes', x.notes)) AS item
              FROM attempt x\s"""
                    + NAMED);

    private static final Map<TaskRef.Form, String> ARTIFACTS = TaskRef.Form.complete(
            """
            SELECT jsonb_strip_nulls(jsonb_build_object('id', x.id, 'attempt_id', x.attempt_id, 'type', x.type,
                     'name', x.name, 'size', x.size, 'url', 'artifact://' || x.id)) AS item
              FROM artifact x\s"""
                    + NAMED);

    private static final Map<TaskRef.Form, String> COMMITS = TaskRef.Form.complete(
            """
            SELECT jsonb_strip_nulls(jsonb_build_object('id', x.id, 'message', x.message, 'hash', x.hash,
                     'reason', x.reason, 'url', x.url, 'author', x.author, 'at', utc(x.created_at))) AS item
              FROM commit_entry x\s"""
                    + NAMED);

    Future<Optional<Row>> task(ReadTx tx, Sight sight, TaskRef ref) {
        return tx.list(sqlFor(TASK, ref), row -> row, sight.projects(), sight.assignee(), ref.value())
                .map(rows -> {
                    if (rows.size() > 1) {
                        throw TaskRef.ambiguous(rows.stream()
                                .map(row -> row.getString("organization"))
                                .toList());
                    }
                    return rows.stream().findFirst();
                });
    }

    Future<List<Object>> included(ReadTx tx, Sight sight, TaskRef ref, TaskInclude include) {
        var forms =
                switch (include) {
                    case COMMENTS -> COMMENTS;
                    case HISTORY -> HISTORY;
                    case ATTEMPTS -> ATTEMPTS;
                    case ARTIFACTS -> ARTIFACTS;
                    case COMMITS -> COMMITS;
                };
        return tx.list(
                sqlFor(forms, ref), row -> row.getValue("item"), sight.projects(), sight.assignee(), ref.value());
    }

    private static String sqlFor(Map<TaskRef.Form, String> forms, TaskRef ref) {
        return Objects.requireNonNull(forms.get(ref.form()));
    }
}
