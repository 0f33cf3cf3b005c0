package dev.rota.execution;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.execution.Budget.Spent;
import dev.rota.identity.Caller;
import dev.rota.model.ModelEndpoints.Chosen;
import dev.rota.task.Sight;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;

/** SQL of executions on the side of those who ask for them. {@code $1} is the organization. */
final class ExecutionQueries {
    /** Budgets and queues are sums over rows, which no constraint can hold. */
    private static final String ONE_AT_A_TIME =
            "SELECT pg_advisory_xact_lock(hashtextextended('execution ' || $1::bigint, 0))";

    /** What is not known yet, or never will be, counts as what was set aside for it. {@code $2} is the endpoint. */
    private static final String SPENT =
            """
            SELECT coalesce(sum(c.usd), 0) AS of_month,
                   coalesce(sum(c.usd) FILTER (WHERE c.today), 0) AS of_day,
                   coalesce(sum(c.usd) FILTER (WHERE c.here), 0) AS endpoint_of_month,
                   coalesce(sum(c.usd) FILTER (WHERE c.here AND c.today), 0) AS endpoint_of_day
              FROM (SELECT coalesce(x.cost_usd, x.reserved_usd) AS usd, x.endpoint_id = $2 AS here,
                           x.queued_at >= date_trunc('day', now(), 'UTC') AS today
                      FROM execution x
                     WHERE x.org_id = $1 AND x.queued_at >= date_trunc('month', now(), 'UTC')) AS c
            """;

    private static final String QUEUED =
            """
            SELECT count(*) AS n FROM
              (SELECT FROM execution x WHERE x.org_id = $1 AND x.status = 'queued' LIMIT $2) AS waiting
            """;

    private static final String ADD =
            """
            WITH added AS (
              INSERT INTO execution (org_id, attempt_id, task_id, endpoint_id, endpoint, provider, model, auto_complete,
                     request, reserved_usd)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
              RETURNING id
            ), reminded AS (
              INSERT INTO work_queue (org_id, kind, subject_id, due_at)
              SELECT $1, 'execution', n.id, now() FROM added n
            )
            SELECT n.id FROM added n
            """;

    private static final String FIND =
            """
            SELECT x.id, x.attempt_id, x.task_id, t.key, x.status, x.error, left(x.response, $5::integer) AS answer,
                   coalesce(length(x.response) > $5::integer, false) AS cut, a.status = 'running' AS held,
                   coalesce(x.finished_at, x.started_at, x.queued_at) AS changed_at
              FROM execution x
              JOIN task t ON t.org_id = x.org_id AND t.id = x.task_id
              JOIN attempt a ON a.org_id = x.org_id AND a.id = x.attempt_id
             WHERE x.org_id = ANY ($1) AND x.id = $4 AND\s"""
                    + Sight.PREDICATE;

    /** What was or may be spent, in US dollars: at one endpoint, and at all, those that were deleted among them. */
    record Spending(Spent ofEndpoint, Spent ofOrganization) {
        private static Spending of(Row row) {
            return new Spending(
                    new Spent(usd(row, "endpoint_of_day"), usd(row, "endpoint_of_month")),
                    new Spent(usd(row, "of_day"), usd(row, "of_month")));
        }

        private static BigDecimal usd(Row row, String column) {
            return Objects.requireNonNull(row.getBigDecimal(column));
        }
    }

    Future<Optional<ExecutionView>> find(ReadTx tx, Caller caller, long execution) {
        var sight = Sight.of(caller);
        return tx.first(
                FIND, ExecutionView::of, sight.projects(), sight.assignee(), execution, ExecutionView.LONGEST_ANSWER);
    }

    Future<Integer> oneAtATime(OrganizationTx tx) {
        return tx.count(ONE_AT_A_TIME);
    }

    Future<Spending> spent(OrganizationTx tx, long endpoint) {
        return tx.one(SPENT, Spending::of, endpoint);
    }

    Future<Long> queued(OrganizationTx tx, int most) {
        return tx.one(QUEUED, row -> row.getLong("n"), most);
    }

    Future<Optional<Long>> add(
            OrganizationTx tx,
            long attempt,
            long task,
            Chosen chosen,
            boolean autoComplete,
            JsonObject request,
            BigDecimal reserved) {
        var endpoint = chosen.endpoint();
        return tx.first(
                ADD,
                row -> row.getLong("id"),
                attempt,
                task,
                endpoint.id(),
                endpoint.name(),
                endpoint.provider().wire(),
                chosen.model(),
                autoComplete,
                request,
                reserved);
    }
}
