package dev.rota.transfer;

import dev.rota.database.ReadTx;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * SQL of an export: a page of each type of rows as lines, those behind {@code $2} in the order of {@code at}. {@code $1} is
 * the organization.
 */
final class ExportQueries {
    /** Artifacts' content in parts of 192 KiB, which are 256 KiB of base64. */
    private static final String CONTENT =
            """
            SELECT a.id * 1024 + p.n AS at,
                   json_build_object('type', 'artifact_content', 'artifact', a.id, 'part', p.n,
                     'data', translate(encode(substring(a.content FROM p.n * 196608 + 1 FOR 196608), 'base64'), E'\\n', ''),
                     'last', p.n = (greatest(a.size, 1) - 1) / 196608, 'sha256', encode(a.sha256, 'hex'))::text AS line
              FROM artifact a
             CROSS JOIN LATERAL generate_series(0, ((greatest(a.size, 1) - 1) / 196608)::integer) AS p(n)
             WHERE a.org_id = ANY ($1) AND a.content IS NOT NULL AND a.id >= $2::bigint / 1024
               AND a.id * 1024 + p.n > $2::bigint
             ORDER BY a.id, p.n LIMIT $3
            """;

    static final Map<RowType, String> PAGES = Map.ofEntries(
            Map.entry(
                    RowType.ORGANIZATION,
                    """
                    SELECT 1::bigint AS at, json_build_object('type', 'organization', 'slug', g.slug, 'name', g.name,
                             'policy', g.policy, 'default_project', p.key)::text AS line
                      FROM organization g
                      LEFT JOIN project p ON p.org_id = ANY ($1) AND p.id = g.default_project_id
                     WHERE g.id = ANY ($1) AND $2::bigint < 1 LIMIT $3
                    """),
            Map.entry(
                    RowType.ROLE,
                    """
                    SELECT x.at, x.line FROM (
                      SELECT row_number() OVER (ORDER BY r.name) AS at, json_build_object('type', 'role', 'name', r.name,
                               'permissions', r.permissions, 'system', r.system)::text AS line
                        FROM role r WHERE r.org_id = ANY ($1)) x
                     WHERE x.at > $2::bigint ORDER BY x.at LIMIT $3
                    """),
            Map.entry(
                    RowType.MEMBER,
                    """
                    SELECT m.user_id AS at, json_build_object('type', 'member', 'email', u.email, 'name', u.name,
                             'role', m.role, 'joined_at', utc(m.joined_at))::text AS line
                      FROM membership m JOIN user_account u ON u.id = m.user_id
                     WHERE m.org_id = ANY ($1) AND m.active AND m.user_id > $2 ORDER BY m.user_id LIMIT $3
                    """),
            Map.entry(
                    RowType.AGENT,
                    """
                    SELECT a.id AS at, json_build_object('type', 'agent', 'id', a.id, 'name', a.name, 'owner', u.email,
                             'active', a.active, 'created_at', utc(a.created_at))::text AS line
                      FROM agent a LEFT JOIN user_account u ON u.id = a.owner_user_id
                     WHERE a.org_id = ANY ($1) AND a.id > $2 ORDER BY a.id LIMIT $3
                    """),
            Map.entry(
                    RowType.PROJECT,
                    """
                    SELECT p.id AS at, json_build_object('type', 'project', 'id', p.id, 'key', p.key, 'name', p.name,
                             'review_required', p.review_required, 'last_task_number', p.last_task_number,
                             'last_requirement_number', p.last_requirement_number, 'version', p.version,
                             'created_at', utc(p.created_at))::text AS line
                      FROM project p WHERE p.org_id = ANY ($1) AND p.id > $2 ORDER BY p.id LIMIT $3
                    """),
            Map.entry(
                    RowType.GATE,
                    """
                    SELECT g.id AS at, json_build_object('type', 'gate', 'id', g.id, 'project', g.project_id, 'name', g.name,
                             'description', g.description, 'when', g.statuses, 'artifacts', g.artifacts,
                             'commits', g.commits, 'check', g.checked, 'max_critical', g.max_critical,
                             'max_major', g.max_major, 'max_minor', g.max_minor, 'version', g.version,
                             'created_at', utc(g.created_at))::text AS line
                      FROM gate g WHERE g.org_id = ANY ($1) AND g.id > $2 ORDER BY g.id LIMIT $3
                    """),
            Map.entry(
                    RowType.REQUIREMENT,
                    """
                    SELECT r.id AS at, json_build_object('type', 'requirement', 'id', r.id, 'project', r.project_id,
                             'key', r.key, 'title', r.title, 'body', r.body, 'status', r.status, 'metadata', r.metadata,
                             'version', r.version, 'created_at', utc(r.created_at),
                             'updated_at', utc(r.updated_at))::text AS line
                      FROM requirement r WHERE r.org_id = ANY ($1) AND r.id > $2 ORDER BY r.id LIMIT $3
                    """),
            Map.entry(
                    RowType.TASK,
                    """
                    SELECT t.id AS at, json_build_object('type', 'task', 'id', t.id, 'uuid', t.uuid, 'project', t.project_id,
                             'key', t.key, 'title', t.title, 'description', t.description,
                             'description_json', t.description_json::text, 'kind', t.kind, 'status', t.status,
                             'priority', t.priority,
                             'assignee', CASE WHEN t.assignee IS NOT NULL THEN json_build_object(
                                'kind', t.assignee_kind, 'name', t.assignee, 'email', a.email,
                                'agent', CASE WHEN t.assignee_kind = 'agent' THEN t.assignee_id END) END,
                             'requirement', t.requirement_id, 'labels', t.labels, 'acceptance', t.acceptance,
                             'due_at', utc(t.due_at), 'completed_at', utc(t.completed_at), 'metadata', t.metadata,
                             'complexity', t.complexity, 'complexity_score', t.complexity_score,
                             'lapsed_attempts', t.lapsed_attempts, 'version', t.version,
                             'who', json_build_object('kind', t.created_by_kind, 'name', t.created_by, 'email', u.email,
                                'agent', CASE WHEN t.created_by_kind = 'agent' THEN t.created_by_id END),
                             'created_at', utc(t.created_at), 'updated_at', utc(t.updated_at),
                             'trashed_at', utc(t.trashed_at))::text AS line
                      FROM task t
                      LEFT JOIN user_account a ON t.assignee_kind = 'user' AND a.id = t.assignee_id
                      LEFT JOIN user_account u ON t.created_by_kind = 'user' AND u.id = t.created_by_id
                     WHERE t.org_id = ANY ($1) AND t.id > $2 ORDER BY t.id LIMIT $3
                    """),
            Map.entry(
                    RowType.SUBTASK,
                    """
                    SELECT t.id AS at, json_build_object('type', 'subtask', 'task', t.id, 'parent', t.parent_id,
                             'number', t.child_no)::text AS line
                      FROM task t WHERE t.org_id = ANY ($1) AND t.parent_id IS NOT NULL AND t.id > $2 ORDER BY t.id LIMIT $3
                    """),
            Map.entry(
                    RowType.TASK_LINK,
                    """
                    SELECT l.task_id AS at, json_build_object('type', 'task_link', 'task', l.task_id, 'link', l.type,
                             'target', l.target_id, 'created_at', utc(l.created_at))::text AS line
                      FROM task_link l WHERE l.org_id = ANY ($1) AND l.task_id > $2
                     ORDER BY l.task_id FETCH FIRST $3 ROWS WITH TIES
                    """),
            Map.entry(
                    RowType.COMMENT,
                    """
                    SELECT c.id AS at, json_build_object('type', 'comment', 'id', c.id, 'task', c.task_id, 'body', c.body,
                             'who', json_build_object('kind', c.author_kind, 'name', c.author, 'email', u.email,
                                'agent', CASE WHEN c.author_kind = 'agent' THEN c.author_id END),
                             'created_at', utc(c.created_at))::text AS line
                      FROM comment c LEFT JOIN user_account u ON c.author_kind = 'user' AND u.id = c.author_id
                     WHERE c.org_id = ANY ($1) AND c.id > $2 ORDER BY c.id LIMIT $3
                    """),
            Map.entry(
                    RowType.ATTEMPT,
                    """
                    SELECT a.id AS at, json_build_object('type', 'attempt', 'id', a.id, 'task', a.task_id,
                             'who', json_build_object('kind', a.principal_kind, 'name', a.principal, 'email', u.email,
                                'agent', CASE WHEN a.principal_kind = 'agent' THEN a.principal_id END),
                             'status', a.status, 'failure_class', a.failure_class,
                             'lease_expires_at', utc(a.lease_expires_at), 'lease_seconds', a.lease_seconds,
                             'started_at', utc(a.started_at),
                             'finished_at', utc(a.finished_at), 'percent', a.percent, 'model', a.model,
                             'tokens_input', a.tokens_input, 'tokens_output', a.tokens_output,
                             'tokens_total', a.tokens_total, 'cost_usd', a.cost_usd, 'wall_clock_ms', a.wall_clock_ms,
                             'notes', a.notes)::text AS line
                      FROM attempt a LEFT JOIN user_account u ON a.principal_kind = 'user' AND u.id = a.principal_id
                     WHERE a.org_id = ANY ($1) AND a.id > $2 ORDER BY a.id LIMIT $3
                    """),
            Map.entry(
                    RowType.TASK_EVENT,
                    """
                    SELECT e.id AS at, json_build_object('type', 'task_event', 'id', e.id, 'task', e.task_id,
                             'event', e.type, 'version', e.version, 'changes', e.changes, 'note', e.note,
                             'attempt', e.attempt_id,
                             'who', json_build_object('kind', e.actor_kind, 'name', e.actor, 'email', u.email,
                                'agent', CASE WHEN e.actor_kind = 'agent' THEN e.actor_id END),
                             'at', utc(e.at))::text AS line
                      FROM task_event e LEFT JOIN user_account u ON e.actor_kind = 'user' AND u.id = e.actor_id
                     WHERE e.org_id = ANY ($1) AND e.id > $2 ORDER BY e.id LIMIT $3
                    """),
            Map.entry(
                    RowType.ARTIFACT,
                    """
                    SELECT a.id AS at, json_build_object('type', 'artifact', 'id', a.id, 'attempt', a.attempt_id,
                             'task', a.task_id, 'kind', a.type, 'name', a.name, 'media_type', a.media_type,
                             'metadata', a.metadata, 'created_at', utc(a.created_at))::text AS line
                      FROM artifact a WHERE a.org_id = ANY ($1) AND a.id > $2 ORDER BY a.id LIMIT $3
                    """),
            Map.entry(RowType.ARTIFACT_CONTENT, CONTENT),
            Map.entry(
                    RowType.COMMIT_ENTRY,
                    """
                    SELECT c.id AS at, json_build_object('type', 'commit_entry', 'id', c.id, 'task', c.task_id,
                             'message', c.message, 'hash', c.hash, 'reason', c.reason, 'url', c.url,
                             'who', json_build_object('kind', c.author_kind, 'name', c.author, 'email', u.email,
                                'agent', CASE WHEN c.author_kind = 'agent' THEN c.author_id END),
                             'created_at', utc(c.created_at))::text AS line
                      FROM commit_entry c LEFT JOIN user_account u ON c.author_kind = 'user' AND u.id = c.author_id
                     WHERE c.org_id = ANY ($1) AND c.id > $2 ORDER BY c.id LIMIT $3
                    """),
            Map.entry(
                    RowType.QUESTION,
                    """
                    SELECT q.id AS at, json_build_object('type', 'question', 'id', q.id, 'task', q.task_id,
                             'attempt', q.attempt_id, 'question', q.question, 'options', q.options, 'answer', q.answer,
                             'answered_by', q.answered_by, 'asked_at', utc(q.asked_at),
                             'answered_at', utc(q.answered_at))::text AS line
                      FROM question q WHERE q.org_id = ANY ($1) AND q.id > $2 ORDER BY q.id LIMIT $3
                    """),
            Map.entry(
                    RowType.ASSIGNMENT,
                    """
                    SELECT s.id AS at, json_build_object('type', 'assignment', 'id', s.id, 'task', s.task_id,
                             'assignee', json_build_object('kind', s.assignee_kind, 'name', s.assignee, 'email', a.email,
                                'agent', CASE WHEN s.assignee_kind = 'agent' THEN s.assignee_id END),
                             'assignee_type', s.assignee_type, 'provider', s.provider, 'model', s.model,
                             'who', json_build_object('kind', s.assigned_by_kind, 'name', s.assigned_by, 'email', u.email,
                                'agent', CASE WHEN s.assigned_by_kind = 'agent' THEN s.assigned_by_id END),
                             'status', s.status, 'notes', s.notes, 'assigned_at', utc(s.assigned_at),
                             'accepted_at', utc(s.accepted_at), 'completed_at', utc(s.completed_at))::text AS line
                      FROM assignment s
                      LEFT JOIN user_account a ON s.assignee_kind = 'user' AND a.id = s.assignee_id
                      LEFT JOIN user_account u ON s.assigned_by_kind = 'user' AND u.id = s.assigned_by_id
                     WHERE s.org_id = ANY ($1) AND s.id > $2 ORDER BY s.id LIMIT $3
                    """),
            Map.entry(
                    RowType.EXECUTION_RESULT,
                    """
                    SELECT r.attempt_id AS at, json_build_object('type', 'execution_result', 'attempt', r.attempt_id,
                             'task', r.task_id, 'assignment', r.assignment_id, 'executor', r.executor,
                             'executor_type', r.executor_type, 'provider', r.provider, 'request', r.request,
                             'response', r.response, 'error_message', r.error_message,
                             'created_at', utc(r.created_at))::text AS line
                      FROM execution_result r WHERE r.org_id = ANY ($1) AND r.attempt_id > $2
                     ORDER BY r.attempt_id LIMIT $3
                    """),
            Map.entry(
                    RowType.CHECK_RESULT,
                    """
                    SELECT c.id AS at, json_build_object('type', 'check_result', 'id', c.id, 'task', c.task_id,
                             'attempt', c.attempt_id, 'gate', c.gate, 'status', c.status, 'critical', c.critical,
                             'major', c.major, 'minor', c.minor, 'report', c.report,
                             'who', json_build_object('kind', c.checked_by_kind, 'name', c.checked_by, 'email', u.email,
                                'agent', CASE WHEN c.checked_by_kind = 'agent' THEN c.checked_by_id END),
                             'created_at', utc(c.created_at))::text AS line
                      FROM check_result c LEFT JOIN user_account u ON c.checked_by_kind = 'user' AND u.id = c.checked_by_id
                     WHERE c.org_id = ANY ($1) AND c.id > $2 ORDER BY c.id LIMIT $3
                    """),
            Map.entry(
                    RowType.CHECK_REQUEST,
                    """
                    SELECT q.task_id AS at, json_build_object('type', 'check_request', 'task', q.task_id,
                             'attempt', q.attempt_id, 'gates', q.gates, 'answered', q.answered,
                             'created_at', utc(q.created_at))::text AS line
                      FROM check_request q WHERE q.org_id = ANY ($1) AND q.task_id > $2 ORDER BY q.task_id LIMIT $3
                    """));

    /** @param at position in the order of the type */
    record Line(long at, String json) {}

    Future<List<Line>> page(ReadTx tx, RowType type, long after) {
        return tx.list(
                Objects.requireNonNull(PAGES.get(type)),
                row -> new Line(row.getLong("at"), row.getString("line")),
                after,
                type.page());
    }
}
