package dev.rota.task;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;

/** Names that a person may be typing: for completion, so only what the caller sees, and few. */
public final class Suggestions {
    /** What a completion may send (MCP completion, "Completion Results"), and one more, which tells that there are more. */
    private static final int MOST = 101;

    private static final String TASKS =
            """
            SELECT t.key AS name
              FROM unnest($1::bigint[]) AS o(org_id)
             CROSS JOIN LATERAL (
               SELECT t.key, t.status, t.updated_at, t.id FROM task t WHERE t.org_id = o.org_id AND\s"""
                    + Sight.PREDICATE
                    + """

                ORDER BY t.updated_at DESC, t.id DESC LIMIT 1000) t
             WHERE starts_with(t.key, upper($4))
             ORDER BY t.status = $5 DESC, t.updated_at DESC, t.id DESC LIMIT $6
            """;

    private static final String LABELS =
            """
            SELECT l.label AS name
              FROM unnest($1::bigint[]) AS o(org_id)
             CROSS JOIN LATERAL (
               SELECT t.labels FROM task t WHERE t.org_id = o.org_id AND\s"""
                    + Sight.PREDICATE
                    + """

                ORDER BY t.updated_at DESC, t.id DESC LIMIT 1000) recent
             CROSS JOIN LATERAL unnest(recent.labels) AS l(label)
             WHERE starts_with(lower(l.label), lower($4))
             GROUP BY l.label ORDER BY count(*) DESC, l.label LIMIT $5
            """;

    private static final String PROJECTS =
            """
            SELECT DISTINCT p.key AS name FROM project p
             WHERE p.org_id = ANY ($1) AND ($2::bigint[] IS NULL OR p.id = ANY ($2)) AND starts_with(p.key, upper($3))
             ORDER BY 1 LIMIT $4
            """;

    private static final String REQUIREMENTS =
            """
            SELECT r.key AS name
              FROM unnest($1::bigint[]) AS o(org_id)
             CROSS JOIN LATERAL (
               SELECT r.key, r.id FROM requirement r
                WHERE r.org_id = o.org_id AND ($2::bigint[] IS NULL OR r.project_id = ANY ($2))
                ORDER BY r.id DESC LIMIT 1000) r
             WHERE starts_with(r.key, upper($3)) ORDER BY r.id DESC LIMIT $4
            """;

    private static final String GATES =
            """
            SELECT DISTINCT q.name FROM gate q
             WHERE q.org_id = ANY ($1) AND ($2::bigint[] IS NULL OR q.project_id = ANY ($2))
               AND starts_with(q.name, lower($3))
             ORDER BY 1 LIMIT $4
            """;

    /** People by the name they chose, never by their address. */
    private static final String ASSIGNEES =
            """
            SELECT DISTINCT x.name FROM (
              SELECT u.name FROM membership m JOIN user_account u ON u.id = m.user_id
               WHERE m.org_id = ANY ($1) AND m.active AND u.active
              UNION ALL
              SELECT a.name FROM agent a WHERE a.org_id = ANY ($1) AND a.active) x
             WHERE starts_with(lower(x.name), lower($2))
             ORDER BY 1 LIMIT $3
            """;

    private static final String ARTIFACTS =
            """
            SELECT f.id::text AS name
              FROM unnest($1::bigint[]) AS o(org_id)
             CROSS JOIN LATERAL (
               SELECT f.id FROM artifact f JOIN task t ON t.org_id = f.org_id AND t.id = f.task_id
                WHERE f.org_id = o.org_id AND f.content IS NOT NULL AND\s"""
                    + Sight.PREDICATE
                    + """

                ORDER BY f.id DESC LIMIT 1000) f
             WHERE starts_with(f.id::text, $4) ORDER BY f.id DESC LIMIT $5
            """;

    /**
     * Keys of tasks that begin with {@code typed}, among the thousand that changed last: those in status {@code likely}
     * first, then by newest change.
     */
    public Future<List<String>> tasks(ReadTx tx, Caller caller, String typed, TaskStatus likely) {
        var sight = Sight.of(caller);
        return tx.list(TASKS, Suggestions::name, sight.projects(), sight.assignee(), typed, likely.wire(), MOST);
    }

    /** Labels on the thousand tasks that changed last, the most frequent first. */
    public Future<List<String>> labels(ReadTx tx, Caller caller, String typed) {
        var sight = Sight.of(caller);
        return tx.list(LABELS, Suggestions::name, sight.projects(), sight.assignee(), typed, MOST);
    }

    /** Keys of projects that begin with {@code typed}. */
    public Future<List<String>> projects(ReadTx tx, Caller caller, String typed) {
        return tx.list(PROJECTS, Suggestions::name, Sight.of(caller).projects(), typed, MOST);
    }

    /** Keys of requirements among the thousand newest, the newest first. */
    public Future<List<String>> requirements(ReadTx tx, Caller caller, String typed) {
        return tx.list(REQUIREMENTS, Suggestions::name, Sight.of(caller).projects(), typed, MOST);
    }

    /** Names of gates that begin with {@code typed}. */
    public Future<List<String>> gates(ReadTx tx, Caller caller, String typed) {
        return tx.list(GATES, Suggestions::name, Sight.of(caller).projects(), typed, MOST);
    }

    /** Names of people and agents who can be given a task. */
    public Future<List<String>> assignees(ReadTx tx, String typed) {
        return tx.list(ASSIGNEES, Suggestions::name, typed, MOST);
    }

    /** Ids of artifacts whose content is there, among the thousand newest, the newest first. */
    public Future<List<String>> artifacts(ReadTx tx, Caller caller, String typed) {
        var sight = Sight.of(caller);
        return tx.list(ARTIFACTS, Suggestions::name, sight.projects(), sight.assignee(), typed, MOST);
    }

    private static String name(Row row) {
        return row.getString("name");
    }
}
