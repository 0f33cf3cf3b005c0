package dev.rota.task;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import java.util.List;

/** Keys that a person may be typing: for completion, so only what the caller sees, and few. */
public final class Suggestions {
    /** What a completion may send (MCP completion, "Completion Results"). */
    private static final int MOST = 100;

    private static final String TASKS =
            """
            SELECT t.key
              FROM unnest($1::bigint[]) AS o(org_id)
             CROSS JOIN LATERAL (
               SELECT t.key, t.status, t.updated_at, t.id FROM task t WHERE t.org_id = o.org_id AND\s"""
                    + Sight.PREDICATE
                    + """

                ORDER BY t.updated_at DESC, t.id DESC LIMIT 1000) t
             WHERE starts_with(t.key, upper($4))
             ORDER BY t.status = $5 DESC, t.updated_at DESC, t.id DESC LIMIT $6
            """;

    private static final String PROJECTS =
            """
            SELECT DISTINCT p.key FROM project p
             WHERE p.org_id = ANY ($1) AND ($2::bigint[] IS NULL OR p.id = ANY ($2)) AND starts_with(p.key, upper($3))
             ORDER BY p.key LIMIT $4
            """;

    /**
     * Keys of tasks that begin with {@code typed}, among the thousand that changed last: those in status {@code likely}
     * first, then by newest change.
     */
    public Future<List<String>> tasks(ReadTx tx, Caller caller, String typed, TaskStatus likely) {
        var sight = Sight.of(caller);
        return tx.list(
                TASKS, row -> row.getString("key"), sight.projects(), sight.assignee(), typed, likely.wire(), MOST);
    }

    /** Keys of projects that begin with {@code typed}. */
    public Future<List<String>> projects(ReadTx tx, Caller caller, String typed) {
        return tx.list(PROJECTS, row -> row.getString("key"), Sight.of(caller).projects(), typed, MOST);
    }
}
