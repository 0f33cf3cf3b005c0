package dev.rota.report;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.task.Sight;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;

/** Work that does not move: claims that lapsed or whose holders are silent, and tasks under way that nobody holds. */
public final class StaleWork {
    private static final int MOST_ROWS = 100;

    private static final String STALE =
            """
            WITH times AS (SELECT coalesce($5::timestamptz, now() - interval '1 day') AS since),
            held AS (
              SELECT t.org_id, t.key, t.title, a.id AS attempt_id, a.principal AS holder, a.lease_expires_at,
                     (SELECT e.at FROM task_event e WHERE e.org_id = t.org_id AND e.task_id = t.id
                       ORDER BY e.id DESC LIMIT 1) AS moved_at
                FROM attempt a JOIN task t ON t.org_id = a.org_id AND t.id = a.task_id
               WHERE a.org_id = ANY ($1) AND a.status = 'running' AND\s"""
                    + Reach.TASKS
                    + """
            ), dropped AS (
              SELECT t.org_id, t.key, t.title, t.assignee, t.updated_at FROM task t
               WHERE t.org_id = ANY ($1) AND t.status = 'in_progress' AND t.updated_at < (SELECT since FROM times)
                 AND NOT EXISTS (SELECT FROM attempt a WHERE a.org_id = t.org_id AND a.task_id = t.id AND a.status = 'running')
                 AND\s"""
                    + Reach.TASKS
                    + """

               ORDER BY t.updated_at LIMIT $6)
            SELECT g.slug, s.key, s.title, s.reason, s.holder, s.attempt_id, utc(s.moved_at) AS moved_at
              FROM (SELECT h.org_id, h.key, h.title, h.holder, h.attempt_id, h.moved_at,
                           CASE WHEN h.lease_expires_at <= now() THEN 'lapsed' ELSE 'silent' END AS reason
                      FROM held h WHERE h.lease_expires_at <= now() OR h.moved_at < (SELECT since FROM times)
                    UNION ALL
                    SELECT d.org_id, d.key, d.title, d.assignee, NULL, d.updated_at, 'unclaimed' FROM dropped d) s
              JOIN organization g ON g.id = s.org_id
             ORDER BY s.moved_at, s.key LIMIT $6
            """;

    /**
     * As rows of {@code get_report}, the oldest first, at most 100. A claim is {@code lapsed} until it is swept, and
     * {@code silent} when nothing was heard of the task since the given time; a task that is under way without a claim, and
     * was not changed since then, is {@code unclaimed}.
     */
    Future<List<JsonObject>> rows(ReadTx tx, Caller caller, ReportRequest request) {
        var sight = Sight.of(caller);
        tx.planForValues();
        return tx.list(
                STALE,
                row -> row(caller, row),
                sight.projects(),
                sight.assignee(),
                request.project(),
                request.since(),
                MOST_ROWS);
    }

    private static JsonObject row(Caller caller, Row row) {
        var json = new JsonObject();
        if (caller.spansOrganizations()) {
            json.put("organization", row.getString("slug"));
        }
        json.put("task", row.getString("key"))
                .put("title", row.getString("title"))
                .put("reason", row.getString("reason"))
                .put("moved_at", row.getString("moved_at"));
        if (row.getString("holder") != null) {
            json.put("holder", row.getString("holder"));
        }
        return row.getLong("attempt_id") == null ? json : json.put("attempt_id", row.getLong("attempt_id"));
    }
}
