package dev.rota.attempt;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.identity.Principal;
import dev.rota.task.Sight;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskState;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** SQL of results. {@code $1} is the organization, an array of them in reads. */
final class ResultQueries {
    /** Work on a task that was finished before it was reported. */
    private static final String RECORD_ENDED =
            """
            WITH made AS (
              INSERT INTO attempt (org_id, task_id, principal_kind, principal_id, principal, status, failure_class,
                     lease_expires_at, started_at, finished_at, notes, model, tokens_input, tokens_output, tokens_total,
                     cost_usd, wall_clock_ms)
              VALUES ($1, $2, $3, $4, $5, $6, $7, now(), now(), now(), $8, $9, $10, $11, $12, $13::float8, $14)
              RETURNING id)
            SELECT id FROM made
            """;

    /** What it was an answer to: what the caller was asked, or the executor that they report for. */
    private static final String REPORT =
            """
            WITH asked AS (
              SELECT s.id FROM assignment s
               WHERE s.org_id = $1 AND s.task_id = $3 AND s.status <> 'rejected'
                 AND ((s.assignee_kind = $10 AND s.assignee_id = $11) OR lower(s.assignee) = lower($4))
               ORDER BY lower(s.assignee) = lower($4) DESC, s.id DESC LIMIT 1
            ), settled AS (
              UPDATE assignment s SET status = CASE WHEN $12::boolean THEN 'completed' ELSE 'accepted' END,
                     accepted_at = coalesce(s.accepted_at, now()), completed_at = CASE WHEN $12::boolean THEN now() END
                FROM asked WHERE s.org_id = $1 AND s.id = asked.id AND s.status IN ('pending', 'accepted', 'in_progress')
            )
            INSERT INTO execution_result (org_id, attempt_id, task_id, assignment_id, executor, executor_type, provider,
                   request, response, error_message)
            SELECT $1, $2, $3, (SELECT id FROM asked), $4, $5, $6, $7, $8, $9
            """;

    /** Said by the executor, else known from the model that ran it, else from the attempt itself. */
    private static final Map<TaskRef.Form, String> OF_TASK = TaskRef.Form.complete(
            """
            SELECT a.id, a.task_id, r.assignment_id, coalesce(r.executor, x.model, a.principal) AS executor,
                   coalesce(r.executor_type, CASE WHEN x.id IS NULL AND a.principal_kind = 'user' THEN 'human' ELSE 'agent' END)
                     AS executor_type,
                   coalesce(r.provider, CASE x.provider WHEN 'anthropic' THEN 'anthropic_api' ELSE x.provider END) AS provider,
                   coalesce(a.model, x.model) AS model, coalesce(r.request, left(x.request::text, 262144)) AS request,
                   coalesce(r.response, left(x.response, 262144),
                     CASE WHEN a.status IN ('success', 'partial') THEN a.notes END) AS response,
                   a.started_at, a.finished_at, a.wall_clock_ms, a.tokens_input, a.tokens_output, a.tokens_total, a.cost_usd,
                   a.status, coalesce(r.error_message, x.error,
                     CASE WHEN a.status NOT IN ('success', 'partial') THEN coalesce(a.notes, a.failure_class) END) AS error_message
              FROM attempt a
              JOIN task t ON t.org_id = a.org_id AND t.id = a.task_id
              LEFT JOIN execution_result r ON r.org_id = a.org_id AND r.attempt_id = a.id
              LEFT JOIN execution x ON x.org_id = a.org_id AND x.attempt_id = a.id
             WHERE a.org_id = ANY ($1) AND t.org_id = ANY ($1) AND a.status <> 'running' AND %s AND\s"""
                    + Sight.PREDICATE + " ORDER BY a.id DESC LIMIT $5");

    private static final String ONE =
            Objects.requireNonNull(OF_TASK.get(TaskRef.Form.ID)).replace("t.id = $4", "a.id = $4");

    Future<Long> recordEnded(OrganizationTx tx, Principal by, TaskState task, AttemptStatus status, Outcome outcome) {
        return tx.one(
                RECORD_ENDED,
                row -> row.getLong("id"),
                task.id(),
                by.kind().wire(),
                by.id(),
                by.name(),
                status.wire(),
                outcome.failureClass(),
                outcome.notes(),
                outcome.model(),
                outcome.tokensInput(),
                outcome.tokensOutput(),
                outcome.allTokens(),
                outcome.costUsd(),
                outcome.wallClockMs());
    }

    Future<Integer> report(OrganizationTx tx, Principal by, long attempt, long task, ResultReport report) {
        return tx.count(
                REPORT,
                attempt,
                task,
                report.executor() == null ? by.name() : report.executor(),
                report.executorType() == null ? by.kind().humanOrAgent() : report.executorType(),
                report.provider(),
                report.request(),
                report.response(),
                report.errorMessage(),
                by.kind().wire(),
                by.id(),
                report.status() == AttemptStatus.SUCCESS);
    }

    /** Newest first. */
    Future<List<Result>> of(ReadTx tx, Sight sight, TaskRef ref, int limit) {
        return tx.list(
                Objects.requireNonNull(OF_TASK.get(ref.form())),
                Result::of,
                sight.projects(),
                sight.assignee(),
                ref.value(),
                limit);
    }

    /** The one of an attempt that the transaction has ended, in sight or not. */
    Future<Result> one(ReadTx tx, long attempt) {
        return tx.one(ONE, Result::of, null, null, attempt, 1);
    }
}
