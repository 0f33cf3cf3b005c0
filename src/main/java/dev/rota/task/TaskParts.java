package dev.rota.task;

/** What belongs to {@code task t}, as parts of statements on one task and on lists: to be equal, they are the same text. */
final class TaskParts {
    /** One row of {@code comment x} as JSON. */
    static final String COMMENT =
            """
            jsonb_strip_nulls(jsonb_build_object('id', x.id, 'author', x.author, 'body', x.body, 'at', utc(x.created_at),
                     'untrusted', CASE WHEN x.author_kind = 'user' AND NOT EXISTS (SELECT FROM membership m
                        WHERE m.org_id = x.org_id AND m.user_id = x.author_id AND m.active) THEN true END))""";

    /** One row of {@code task_event x} as JSON. */
    static final String EVENT =
            """
            jsonb_strip_nulls(jsonb_build_object('type', x.type, 'version', x.version, 'actor', x.actor, 'at', utc(x.at),
                     'changes', x.changes #- '{description,before_as}' #- '{assignee,before_as}', 'note', x.note, 'attempt_id', x.attempt_id))""";

    /** One row of {@code attempt x} as JSON. */
    static final String ATTEMPT =
            """
            jsonb_strip_nulls(jsonb_build_object('id', x.id, 'principal', x.principal, 'status', x.status,
                     'failure_class', x.failure_class, 'started_at', utc(x.started_at), 'finished_at', utc(x.finished_at),
                     'percent', x.percent, 'model', x.model, 'tokens_input', x.tokens_input,
                     'tokens_output', x.tokens_output, 'tokens_total', x.tokens_total, 'cost_usd', x.cost_usd,
                     'wall_clock_ms', x.wall_clock_ms, 'notes', x.notes))""";

    /** One row of {@code artifact x} as JSON. */
    static final String ARTIFACT =
            """
            jsonb_strip_nulls(jsonb_build_object('id', x.id, 'attempt_id', x.attempt_id, 'type', x.type,
                     'name', x.name, 'size', x.size, 'url', 'artifact://' || x.id))""";

    /** One row of {@code commit_entry x} as JSON. */
    static final String COMMIT =
            """
            jsonb_strip_nulls(jsonb_build_object('id', x.id, 'message', x.message, 'hash', x.hash,
                     'reason', x.reason, 'url', x.url, 'author', x.author, 'at', utc(x.created_at)))""";

    /** Subtasks in sight, in their order. */
    static final String SUBTASKS =
            """
            (SELECT jsonb_agg(jsonb_build_object('key', s.key, 'title', s.title, 'status', s.status) ORDER BY s.child_no)
               FROM (SELECT c.key, c.title, c.status, c.child_no FROM task c
                      WHERE c.org_id = t.org_id AND c.parent_id = t.id AND c.trashed_at IS NULL
                        AND ($2::bigint[] IS NULL OR c.project_id = ANY ($2))
                        AND ($3::bigint IS NULL OR (c.assignee_kind = 'user' AND c.assignee_id = $3))
                      ORDER BY c.child_no LIMIT 100) s)""";

    /** Keys of what waits for it, in sight. */
    static final String BLOCKS =
            """
            (SELECT array_agg(b.key ORDER BY b.id)
               FROM (SELECT d.key, d.id FROM task_link l JOIN task d ON d.org_id = l.org_id AND d.id = l.task_id
                      WHERE l.org_id = t.org_id AND l.target_id = t.id AND l.type = 'depends_on'
                        AND d.trashed_at IS NULL AND\s"""
                    + Sight.of("d")
                    + " ORDER BY d.id LIMIT 200) b)";

    /** Keys of open tasks that it waits for, in sight: an array, empty where there are none. The links come in that order. */
    static final String BLOCKED_BY =
            """
            ARRAY(SELECT d.key FROM task_link l
                    JOIN task d ON d.org_id = l.org_id AND d.id = l.target_id
                   WHERE l.org_id = t.org_id AND l.task_id = t.id AND l.type = 'depends_on'
                     AND d.status NOT IN ('done', 'cancelled') AND d.trashed_at IS NULL
                     AND\s"""
                    + Sight.of("d") + " ORDER BY l.target_id)";

    /**
     * What keeps a task of a compact row from being claimed, as two columns. The organizations are named, so that all that is
     * claimed there can be read at once.
     */
    static final String HINDRANCES = BLOCKED_BY
            + """
             AS blocked_by,
            EXISTS (SELECT FROM attempt a WHERE a.org_id = t.org_id AND a.org_id = ANY ($1) AND a.task_id = t.id
                      AND a.status = 'running' AND a.lease_expires_at > now()) AS claimed
            """;

    /** Joins {@code u}, the parent in sight: fenced, since beside what a whole list may cost any way to it seems cheap. */
    static final String PARENT =
            """
            LEFT JOIN LATERAL (SELECT u.key FROM task u
                                WHERE u.org_id = t.org_id AND u.id = t.parent_id AND u.trashed_at IS NULL
                                  AND\s"""
                    + Sight.of("u")
                    + " OFFSET 0) u ON true";

    /** The newest ten, with their answers. */
    static final String QUESTIONS =
            """
            (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', q.id, 'question', q.question,
                       'options', CASE WHEN cardinality(q.options) > 0 THEN to_jsonb(q.options) END,
                       'answer', q.answer)) ORDER BY q.id DESC)
               FROM (SELECT * FROM question x WHERE x.org_id = t.org_id AND x.task_id = t.id
                         AND (x.answered_at IS NULL OR x.answer IS NOT NULL)
                      ORDER BY x.id DESC LIMIT 10) q)""";

    /** The newest ten that were given to somebody. */
    static final String ASSIGNMENTS =
            """
            (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', s.id, 'assignee', s.assignee,
                       'assignee_type', s.assignee_type, 'provider', s.provider, 'model', s.model, 'status', s.status,
                       'notes', s.notes, 'assigned_by', s.assigned_by, 'assigned_at', utc(s.assigned_at),
                       'accepted_at', utc(s.accepted_at), 'completed_at', utc(s.completed_at))) ORDER BY s.id DESC)
               FROM (SELECT * FROM assignment x WHERE x.org_id = t.org_id AND x.task_id = t.id
                      ORDER BY x.id DESC LIMIT 10) s)""";

    /** Columns of lists by name, each read only where {@code $16} has it: those that take a look at another table. */
    static final String WANTED = wanted("subtasks", SUBTASKS)
            + wanted("blocks", BLOCKS)
            + wanted("questions", QUESTIONS)
            + wanted("assignments", ASSIGNMENTS)
            + newest("comments", COMMENT, "comment")
            + newest("history", EVENT, "task_event")
            + newest("attempts", ATTEMPT, "attempt")
            + newest("artifacts", ARTIFACT, "artifact")
            + newest("commits", COMMIT, "commit_entry")
            + wanted(
                    "claim",
                    """
                    (SELECT jsonb_build_object('holder', a.principal_kind || ':' || a.principal_id,
                              'expires_at', utc(a.lease_expires_at),
                              'retry_after_ms', (extract(epoch FROM a.lease_expires_at - now()) * 1000)::bigint)
                       FROM attempt a WHERE a.org_id = t.org_id AND a.task_id = t.id
                        AND a.status = 'running' AND a.lease_expires_at > now())""");

    private TaskParts() {}

    private static String newest(String column, String item, String table) {
        return wanted(
                column,
                "(SELECT jsonb_agg(i.item) FROM (SELECT " + item + " AS item FROM " + table
                        + " x WHERE x.org_id = t.org_id AND x.task_id = t.id ORDER BY x.id DESC LIMIT 10) i)");
    }

    private static String wanted(String column, String expression) {
        return ",\n       CASE WHEN '" + column + "' = ANY ($16::text[]) THEN " + expression + " END AS " + column;
    }
}
