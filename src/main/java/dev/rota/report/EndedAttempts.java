package dev.rota.report;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.task.Sight;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attempts that have ended, from the sums of their days; of a caller who sees only tasks assigned to them, from the attempts
 * themselves, which are few. Trashing a task takes nothing back that it has cost.
 */
final class EndedAttempts {
    private static final int MOST_ROWS = 1_000;

    private static final String OF_DAYS =
            """
            ended AS (
              SELECT d.* FROM attempt_day d
               WHERE d.org_id = ANY ($1) AND ($2::bigint[] IS NULL OR d.project_id = ANY ($2)) AND $3::bigint IS NULL
                 AND ($5::date IS NULL OR d.day >= $5) AND\s"""
                    + Reach.PROJECT.replace("%s", "d.project_id");

    private static final String OF_ASSIGNEE =
            """
            ended AS (
              SELECT a.org_id, (a.finished_at AT TIME ZONE 'UTC')::date AS day, t.project_id, a.principal,
                     coalesce(a.model, '') AS model, a.status, coalesce(a.failure_class, '') AS failure_class, 1 AS attempts,
                     coalesce(a.wall_clock_ms,
                              greatest(0, extract(epoch FROM a.finished_at - a.started_at) * 1000)::bigint) AS duration_ms,
                     a.tokens_input, a.tokens_output, a.tokens_total, a.cost_usd,
                     (SELECT count(*) FROM audit_event e
                       WHERE e.org_id = a.org_id AND e.object_kind = 'task' AND e.object_id = a.task_id
                         AND e.at BETWEEN a.started_at AND a.finished_at + interval '1 second' AND e.category = 'MCP'
                         AND e.actor_kind = a.principal_kind AND e.actor_id = a.principal_id) AS tool_calls
                FROM task t JOIN attempt a ON a.org_id = t.org_id AND a.task_id = t.id AND a.status <> 'running'
               WHERE t.org_id = ANY ($1) AND t.assignee_kind = 'user' AND t.assignee_id = $3
                 AND ($2::bigint[] IS NULL OR t.project_id = ANY ($2))
                 AND ($5::date IS NULL OR a.finished_at >= $5::timestamp AT TIME ZONE 'UTC') AND\s"""
                    + Reach.PROJECT.replace("%s", "t.project_id");

    private static final String SUMS =
            """
            )
            SELECT g.slug, v.*
              FROM (SELECT s.org_id, s.value, sum(s.total)::bigint AS total, sum(s.success)::bigint AS success,
                           sum(s.partial)::bigint AS partial, sum(s.failed)::bigint AS failed, sum(s.aborted)::bigint AS aborted,
                           sum(s.expired)::bigint AS expired, sum(s.duration_ms) AS duration_ms, sum(s.tool_calls)::bigint AS tool_calls,
                           sum(s.tokens_input) AS tokens_input, sum(s.tokens_output) AS tokens_output,
                           sum(s.tokens_total) AS tokens_total, sum(s.cost_usd) AS cost_usd,
                           jsonb_object_agg(s.failure_class, s.total) FILTER (WHERE s.failure_class <> '') AS failure_classes
                      FROM (SELECT e.org_id, e.failure_class, sum(e.attempts) AS total,
                                   coalesce(sum(e.attempts) FILTER (WHERE e.status = 'success'), 0) AS success,
                                   coalesce(sum(e.attempts) FILTER (WHERE e.status = 'partial'), 0) AS partial,
                                   coalesce(sum(e.attempts) FILTER (WHERE e.status = 'failed'), 0) AS failed,
                                   coalesce(sum(e.attempts) FILTER (WHERE e.status = 'aborted'), 0) AS aborted,
                                   coalesce(sum(e.attempts) FILTER (WHERE e.status = 'expired'), 0) AS expired,
                                   sum(e.duration_ms) AS duration_ms, sum(e.tool_calls) AS tool_calls,
                                   coalesce(sum(e.tokens_input), 0) AS tokens_input, coalesce(sum(e.tokens_output), 0) AS tokens_output,
                                   coalesce(sum(e.tokens_total), 0) AS tokens_total, coalesce(sum(e.cost_usd), 0) AS cost_usd,
                                   CASE $6::text WHEN 'project' THEN p.key WHEN 'agent' THEN e.principal WHEN 'model' THEN e.model
                                        WHEN 'status' THEN e.status WHEN 'day' THEN e.day::text END AS value
                              FROM ended e
                              JOIN project p ON p.org_id = e.org_id AND p.id = e.project_id
                             GROUP BY e.org_id, e.failure_class, value) s
                     GROUP BY s.org_id, s.value HAVING sum(s.total) > 0) v
              JOIN organization g ON g.id = v.org_id
             ORDER BY v.total DESC, v.value, g.slug LIMIT $7
            """;

    private static final String BY_DAYS = "WITH " + OF_DAYS + SUMS;
    private static final String BY_ASSIGNEE = "WITH " + OF_ASSIGNEE + SUMS;

    private EndedAttempts() {}

    /** One row for each group, with those of the most attempts first; for each organization, where there is none. */
    static Future<List<Row>> sums(ReadTx tx, Caller caller, ReportRequest request) {
        var sight = Sight.of(caller);
        var by = request.groupBy();
        tx.planForValues();
        return tx.list(
                sight.assignee() == null ? BY_DAYS : BY_ASSIGNEE,
                row -> row,
                sight.projects(),
                sight.assignee(),
                request.project(),
                day(request),
                by == null ? null : by.wire(),
                MOST_ROWS);
    }

    private static @Nullable LocalDate day(ReportRequest request) {
        var since = request.since();
        return since == null ? null : since.toLocalDate(); // in UTC, as all kinds of days have it
    }
}
