package dev.rota.transfer;

import dev.rota.database.OrganizationTx;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * SQL that makes rows of lines, many of one type at a time: {@code $1} is the organization, {@code $2} the lines as a JSON
 * array. A line that refers to something that did not come in makes no row.
 */
final class ImportQueries {
    /** The member of an address; null where there is none. */
    static final String USER = "(SELECT m.user_id FROM membership m JOIN user_account u ON u.id = m.user_id"
            + " WHERE m.org_id = $1 AND m.active AND lower(u.email) = lower(%s ->> 'email'))";

    static final String AGENT = "(SELECT i.target_id FROM import_id i"
            + " WHERE i.org_id = $1 AND i.type = 'agent' AND i.source_id = (%s ->> 'agent')::bigint)";

    /** Somebody who is not known here keeps kind and name, and the number that nobody has. */
    static final String WHO = "l.who ->> 'kind', CASE l.who ->> 'kind' WHEN 'user' THEN coalesce("
            + USER.replace("%s", "l.who") + ", 0) WHEN 'agent' THEN coalesce(" + AGENT.replace("%s", "l.who")
            + ", 0) ELSE 0 END, l.who ->> 'name'";

    /** To be followed by the members that count, with their types. */
    static final String LINES = "json_to_recordset($2::text::json) AS l ";

    static final String OF_PROJECT =
            " JOIN import_id p ON p.org_id = $1 AND p.type = 'project' AND p.source_id = l.project\n";

    static final String OF_TASK = " JOIN import_id t ON t.org_id = $1 AND t.type = 'task' AND t.source_id = l.task\n";

    static final String OF_ATTEMPT =
            " JOIN import_id a ON a.org_id = $1 AND a.type = 'attempt' AND a.source_id = l.attempt\n";

    static final String OF_ARTIFACT =
            " JOIN import_id i ON i.org_id = $1 AND i.type = 'artifact' AND i.source_id = l.artifact\n";

    /** Ids are drawn in the order of the rows, so those of the lines and those that were drawn can be put side by side. */
    static final String SIDE_BY_SIDE =
            """
            , drawn AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM made)
            INSERT INTO import_id (org_id, type, source_id, target_id)
            SELECT $1, '%s', g.id, d.id FROM drawn d JOIN given g ON g.n = d.n
            """;

    private static final Map<RowType, String> MAKE = Map.ofEntries(
            Map.entry(
                    RowType.AGENT,
                    "INSERT INTO agent (org_id, name, owner_user_id, active, created_at)\n"
                            + "SELECT $1, l.name, coalesce(o.id, l.importer), l.active AND o.id IS NOT NULL, l.created_at FROM "
                            + LINES
                            + """
                            (name text, owner text, importer bigint, active boolean, created_at timestamptz)
                            LEFT JOIN LATERAL (SELECT m.user_id AS id FROM membership m JOIN user_account u ON u.id = m.user_id
                              WHERE m.org_id = $1 AND m.active AND lower(u.email) = lower(l.owner)) o ON true
                            ON CONFLICT (org_id, name) DO NOTHING
                            """),
            Map.entry(
                    RowType.PROJECT,
                    """
                    INSERT INTO project (org_id, key, name, review_required, last_task_number, last_requirement_number,
                           version, created_at)
                    SELECT $1, l.key, l.name, l.review_required, l.last_task_number, l.last_requirement_number, l.version,
                           l.created_at FROM\s"""
                            + LINES
                            + """
                            (id bigint, key text, name text, review_required boolean, last_task_number bigint,
                             last_requirement_number bigint, version integer, created_at timestamptz) ORDER BY l.id
                            """),
            Map.entry(
                    RowType.GATE,
                    """
                    INSERT INTO gate (org_id, project_id, name, description, statuses, artifacts, commits, checked, max_critical,
                           max_major, max_minor, version, created_at)
                    SELECT $1, p.target_id, l.name, l.description, ARRAY(SELECT json_array_elements_text(l.when)),
                           ARRAY(SELECT json_array_elements_text(l.artifacts)), l.commits,
                           coalesce(l."check", false), l.max_critical, l.max_major, l.max_minor, l.version, l.created_at FROM\s"""
                            + LINES
                            + """
                            (id bigint, project bigint, name text, description text, "when" json, artifacts json,
                             commits integer, "check" boolean, max_critical integer, max_major integer,
                             max_minor integer, version integer, created_at timestamptz)
                            """
                            + OF_PROJECT + " ORDER BY l.id"),
            Map.entry(
                    RowType.REQUIREMENT,
                    """
                    INSERT INTO requirement (org_id, project_id, key, title, body, status, metadata, version, created_at, updated_at)
                    SELECT $1, p.target_id, l.key, l.title, l.body, l.status, l.metadata, l.version, l.created_at,
                           l.updated_at FROM\s"""
                            + LINES
                            + """
                            (id bigint, project bigint, key text, title text, body text, status text, metadata jsonb,
                             version integer, created_at timestamptz, updated_at timestamptz)
                            """
                            + OF_PROJECT + " ORDER BY l.id"),
            Map.entry(
                    RowType.TASK,
                    """
                    INSERT INTO task (org_id, uuid, project_id, key, title, description, description_json, kind, status,
                           priority, assignee, assignee_kind, assignee_id, requirement_id, labels, acceptance, due_at,
                           completed_at, metadata, complexity, complexity_score, lapsed_attempts, version,
                           created_by_kind, created_by_id, created_by, created_at, updated_at, trashed_at)
                    SELECT $1, l.uuid, p.target_id, l.key, l.title, l.description, l.description_json::json, l.kind, l.status,
                           l.priority, l.assignee ->> 'name', CASE WHEN l.assignee IS NULL THEN NULL WHEN s.id IS NULL
                             THEN 'name' ELSE l.assignee ->> 'kind' END, s.id, r.target_id,
                           ARRAY(SELECT json_array_elements_text(l.labels)),
                           ARRAY(SELECT json_array_elements_text(l.acceptance)), l.due_at, l.completed_at, l.metadata,
                           l.complexity, l.complexity_score, l.lapsed_attempts, l.version,\s"""
                            + WHO + ", l.created_at, l.updated_at, l.trashed_at FROM " + LINES
                            + """
                            (id bigint, uuid uuid, project bigint, key text, title text, description text,
                             description_json text, kind text, status text, priority smallint, assignee json,
                             requirement bigint, labels json, acceptance json, due_at timestamptz,
                             completed_at timestamptz, metadata jsonb, complexity text, complexity_score smallint,
                             lapsed_attempts integer, version integer, who json, created_at timestamptz,
                             updated_at timestamptz, trashed_at timestamptz)
                            """
                            + OF_PROJECT
                            + """
                             LEFT JOIN import_id r ON r.org_id = $1 AND r.type = 'requirement' AND r.source_id = l.requirement
                            CROSS JOIN LATERAL (SELECT CASE l.assignee ->> 'kind' WHEN 'user' THEN\s"""
                            + USER.replace("%s", "l.assignee") + " WHEN 'agent' THEN "
                            + AGENT.replace("%s", "l.assignee") + " END AS id) s ORDER BY l.id"),
            Map.entry(
                    RowType.SUBTASK,
                    """
                    UPDATE task k SET parent_id = p.target_id, child_no = l.number FROM\s"""
                            + LINES + "(task bigint, parent bigint, number integer)\n" + OF_TASK
                            + """
                             JOIN import_id p ON p.org_id = $1 AND p.type = 'task' AND p.source_id = l.parent
                             WHERE k.org_id = $1 AND k.id = t.target_id
                            """),
            Map.entry(
                    RowType.TASK_LINK,
                    """
                    INSERT INTO task_link (org_id, task_id, type, target_id, created_at)
                    SELECT $1, t.target_id, l.link, o.target_id, l.created_at FROM\s"""
                            + LINES + "(task bigint, link text, target bigint, created_at timestamptz)\n" + OF_TASK
                            + " JOIN import_id o ON o.org_id = $1 AND o.type = 'task' AND o.source_id = l.target"),
            Map.entry(
                    RowType.COMMENT,
                    """
                    INSERT INTO comment (org_id, task_id, body, author_kind, author_id, author, created_at)
                    SELECT $1, t.target_id, l.body,\s"""
                            + WHO + ", l.created_at FROM " + LINES
                            + "(id bigint, task bigint, body text, who json, created_at timestamptz)\n" + OF_TASK
                            + " ORDER BY l.id"),
            Map.entry(
                    RowType.ATTEMPT,
                    "WITH given AS (\n  SELECT l.*, t.target_id, row_number() OVER (ORDER BY l.id) AS n FROM " + LINES
                            + """
                            (id bigint, task bigint, who json, status text, failure_class text,
                             lease_expires_at timestamptz, lease_seconds integer, started_at timestamptz, finished_at timestamptz,
                             percent smallint, model text, tokens_input bigint, tokens_output bigint, tokens_total bigint, cost_usd numeric,
                             wall_clock_ms bigint, notes text)
                            """
                            + OF_TASK
                            + """
                            ), made AS (
                              INSERT INTO attempt (org_id, task_id, principal_kind, principal_id, principal, status, failure_class,
                                     lease_expires_at, lease_seconds, started_at, finished_at, percent, model, tokens_input,
                                     tokens_output, tokens_total, cost_usd, wall_clock_ms, notes)
                              SELECT $1, l.target_id,\s"""
                            + WHO
                            + """
                            , l.status, l.failure_class, l.lease_expires_at, l.lease_seconds, l.started_at, l.finished_at,
                                     l.percent, l.model, l.tokens_input, l.tokens_output, l.tokens_total, l.cost_usd,
                                     l.wall_clock_ms, l.notes
                                FROM given l ORDER BY l.n RETURNING id)
                            """
                            + SIDE_BY_SIDE.replace("%s", "attempt")),
            Map.entry(
                    RowType.TASK_EVENT,
                    """
                    INSERT INTO task_event (org_id, task_id, type, version, changes, note, attempt_id, actor_kind, actor_id,
                           actor, at)
                    SELECT $1, t.target_id, l.event, l.version, l.changes, l.note, a.target_id,\s"""
                            + WHO + ", l.at FROM " + LINES
                            + """
                            (id bigint, task bigint, event text, version integer, changes jsonb, note text, attempt bigint,
                             who json, at timestamptz)
                            """
                            + OF_TASK + " LEFT" + OF_ATTEMPT + " ORDER BY l.id"),
            Map.entry(
                    RowType.ARTIFACT,
                    "WITH given AS (\n  SELECT l.*, t.target_id AS task_id, a.target_id AS attempt_id,"
                            + " row_number() OVER (ORDER BY l.id) AS n FROM " + LINES
                            + """
                            (id bigint, attempt bigint, task bigint, kind text, name text, media_type text, metadata jsonb,
                             created_at timestamptz)
                            """
                            + OF_TASK + OF_ATTEMPT
                            + """
                            ), made AS (
                              INSERT INTO artifact (org_id, attempt_id, task_id, type, name, media_type, metadata, created_at)
                              SELECT $1, g.attempt_id, g.task_id, g.kind, g.name, g.media_type, g.metadata, g.created_at
                                FROM given g ORDER BY g.n RETURNING id)
                            """
                            + SIDE_BY_SIDE.replace("%s", "artifact")),
            Map.entry(
                    RowType.ARTIFACT_CONTENT,
                    """
                    INSERT INTO import_content (org_id, artifact_id, part_no, bytes)
                    SELECT $1, i.target_id, l.part, decode(l.data, 'base64') FROM\s"""
                            + LINES + "(artifact bigint, part integer, data text)\n" + OF_ARTIFACT),
            Map.entry(
                    RowType.COMMIT_ENTRY,
                    """
                    INSERT INTO commit_entry (org_id, task_id, message, hash, reason, url, author_kind, author_id, author, created_at)
                    SELECT $1, t.target_id, l.message, l.hash, l.reason, l.url,\s"""
                            + WHO + ", l.created_at FROM " + LINES
                            + """
                            (id bigint, task bigint, message text, hash text, reason text, url text, who json,
                             created_at timestamptz)
                            """
                            + OF_TASK + " ORDER BY l.id"),
            Map.entry(
                    RowType.QUESTION,
                    """
                    INSERT INTO question (org_id, task_id, attempt_id, question, options, answer, answered_by, asked_at, answered_at)
                    SELECT $1, t.target_id, a.target_id, l.question, ARRAY(SELECT json_array_elements_text(l.options)),
                           l.answer, l.answered_by, l.asked_at, l.answered_at FROM\s"""
                            + LINES
                            + """
                            (id bigint, task bigint, attempt bigint, question text, options json, answer text,
                             answered_by text, asked_at timestamptz, answered_at timestamptz)
                            """
                            + OF_TASK + OF_ATTEMPT + " ORDER BY l.id"));

    private static final String REMEMBER =
            "INSERT INTO import_id (org_id, type, source_id, target_id)\nSELECT $1, '%s', l.id, x.id FROM " + LINES;

    /** What came in the trash is deleted for good when its time is over. */
    private static final String TO_PURGE =
            """
            WITH to_purge AS (
              INSERT INTO work_queue (org_id, kind, subject_id, due_at)
              SELECT $1, 'trash', x.id, x.trashed_at FROM\s"""
                    + LINES
                    + """
                    (uuid uuid) JOIN task x ON x.org_id = $1 AND x.uuid = l.uuid WHERE x.trashed_at IS NOT NULL)
                    """;

    /** What must be done once the rows are there. */
    private static final Map<RowType, String> FOLLOW = Map.of(
            RowType.AGENT,
            REMEMBER.replace("%s", "agent")
                    + "(id bigint, name text) JOIN agent x ON x.org_id = $1 AND x.name = l.name",
            RowType.PROJECT,
            REMEMBER.replace("%s", "project")
                    + "(id bigint, key text) JOIN project x ON x.org_id = $1 AND x.key = l.key",
            RowType.REQUIREMENT,
            REMEMBER.replace("%s", "requirement")
                    + "(id bigint, key text) JOIN requirement x ON x.org_id = $1 AND x.key = l.key",
            RowType.TASK,
            TO_PURGE
                    + REMEMBER.replace("%s", "task")
                    + "(id bigint, uuid uuid) JOIN task x ON x.org_id = $1 AND x.uuid = l.uuid",
            RowType.ATTEMPT,
            "INSERT INTO work_queue (org_id, kind, subject_id, due_at)\n"
                    + "SELECT $1, 'lease', a.target_id, l.lease_expires_at FROM " + LINES
                    + """
                    (id bigint, status text, lease_expires_at timestamptz)
                    JOIN import_id a ON a.org_id = $1 AND a.type = 'attempt' AND a.source_id = l.id
                     WHERE l.status = 'running'
                    """);

    /** Numbers that keys have are given to no other. */
    private static final String HIGHEST =
            """
              FROM (SELECT p.target_id AS id, max(substring(l.key FROM '[0-9]+$')::bigint) AS last FROM\s"""
                    + LINES + "(project bigint, key text)\n" + OF_PROJECT
                    + " GROUP BY p.target_id) n WHERE j.org_id = $1 AND j.id = n.id";

    private static final Map<RowType, String> COUNTERS = Map.of(
            RowType.TASK,
            "UPDATE project j SET last_task_number = greatest(j.last_task_number, n.last) " + HIGHEST,
            RowType.REQUIREMENT,
            "UPDATE project j SET last_requirement_number = greatest(j.last_requirement_number, n.last) " + HIGHEST);

    /** How many rows were made. */
    Future<Integer> make(OrganizationTx tx, RowType type, JsonArray lines) {
        var given = lines.encode();
        var sql = MAKE.containsKey(type) ? MAKE.get(type) : ImportEvidenceQueries.MAKE.get(type);
        var made = tx.count(Objects.requireNonNull(sql), given);
        return made.compose(count -> then(tx, FOLLOW.get(type), given)
                .compose(followed -> then(tx, COUNTERS.get(type), given))
                .map(count));
    }

    private static Future<Integer> then(OrganizationTx tx, @Nullable String sql, String given) {
        return sql == null ? Future.succeededFuture(0) : tx.count(sql, given);
    }
}
