package dev.rota.attempt;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Principal;
import dev.rota.task.Sight;
import dev.rota.task.TaskState;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** SQL of attempts after their claim. {@code $1} is the organization. */
final class AttemptQueries {
    private static final String HOME = "SELECT a.org_id FROM attempt a WHERE a.org_id = ANY ($1) AND a.id = $2";

    /** {@code OFFSET 0} has the project looked up for the task, not all tasks of each project for its sake. */
    private static final String WITH_TASK = "SELECT " + Attempt.COLUMNS
            + """
            ,
                   a.status = 'running' AND a.lease_expires_at > now() AS live,
                   t.id, t.key, t.project_id, p.key AS project_key, p.review_required, t.title, t.status, t.version,
                   t.lapsed_attempts, t.complexity, t.parent_id,
                   a.principal_kind || ':' || a.principal_id AS holder, a.id AS holder_attempt,
                   (extract(epoch FROM a.lease_expires_at - now()) * 1000)::bigint AS holder_lease_ms
              FROM attempt a
              JOIN task t ON t.org_id = a.org_id AND t.id = a.task_id
             CROSS JOIN LATERAL (SELECT x.key, x.review_required FROM project x
                     WHERE x.org_id = t.org_id AND x.id = t.project_id OFFSET 0) p
            """;

    /** An attempt is a handle of its principal: to anybody else it does not exist (security R-10). */
    private static final String LOCK = WITH_TASK
            + " WHERE a.org_id = $1 AND a.id = $4 AND a.principal_kind = $5 AND a.principal_id = $6 AND "
            + Sight.PREDICATE
            + "\n   FOR UPDATE OF t, a"; // the task first

    /** Waits for nobody: whoever holds the task's lock may be waiting for the sweep. */
    private static final String LOCK_LAPSED = WITH_TASK
            + """
             WHERE a.org_id = $1 AND a.id = $2 AND a.status = 'running' AND a.lease_expires_at <= now()
               FOR UPDATE OF t, a SKIP LOCKED
            """;

    private static final String LEFT =
            """
            SELECT greatest(0, (extract(epoch FROM lease_expires_at - now()) * 1000)::bigint) AS left_ms FROM attempt
             WHERE org_id = $1 AND id = $2 AND status = 'running'
            """;

    /** Never shortens: a lease that was promised until a time holds until then. */
    private static final String RENEW =
            """
            UPDATE attempt
               SET lease_expires_at = greatest(lease_expires_at, clock_timestamp() + $3::integer * interval '1 second'),
                   percent = coalesce($4::smallint, percent)
             WHERE org_id = $1 AND id = $2 AND status = 'running'
            RETURNING lease_expires_at
            """;

    /** What its principal was asked to do is settled with it: done by a success, else still theirs. */
    private static final String END =
            """
            WITH a AS (
              UPDATE attempt a
                 SET status = $3, finished_at = clock_timestamp(), failure_class = $4::text,
                     notes = coalesce($5::text, notes), model = $6::text, tokens_input = $7::bigint,
                     tokens_output = $8::bigint, tokens_total = $9::bigint, cost_usd = $10::float8, wall_clock_ms = $11::bigint
               WHERE a.org_id = $1 AND a.id = $2 AND a.status = 'running'
              RETURNING a.*
            ), settled AS (
              UPDATE assignment s SET status = CASE WHEN a.status = 'success' THEN 'completed' ELSE 'accepted' END,
                     completed_at = CASE WHEN a.status = 'success' THEN now() END
                FROM a
               WHERE s.org_id = $1 AND s.task_id = a.task_id AND s.assignee_kind = a.principal_kind
                 AND s.assignee_id = a.principal_id AND s.status IN ('pending', 'accepted', 'in_progress')
                 AND (a.status = 'success' OR s.status = 'in_progress')
            )
            SELECT\s"""
                    + Attempt.COLUMNS + " FROM a";

    private static final String RUNNING =
            """
            SELECT id FROM attempt
             WHERE org_id = ANY ($1) AND principal_kind = $2 AND principal_id = $3 AND status = 'running'
               AND lease_seconds >= $4::integer
               AND lease_expires_at > now() AND lease_expires_at < now() + $5::integer * interval '1 second'
             ORDER BY id LIMIT 100
            """;

    private static final String COUNT_LAPSE =
            "UPDATE task SET lapsed_attempts = lapsed_attempts + 1 WHERE org_id = $1 AND id = $2";

    private static final String FORGET_LEASE =
            "DELETE FROM work_queue WHERE org_id = $1 AND kind = 'lease' AND subject_id = $2";

    /** The caller's own attempt with its task, locked; empty where it is absent, anybody else's or out of sight. */
    Future<Optional<OrganizationId>> home(ReadTx tx, long attempt) {
        return tx.first(HOME, row -> new OrganizationId(row.getLong("org_id")), attempt);
    }

    Future<Optional<HeldAttempt>> lock(OrganizationTx tx, Caller caller, long attempt) {
        var sight = Sight.of(caller);
        var by = caller.principal();
        return tx.first(
                LOCK,
                AttemptQueries::held,
                sight.projects(),
                sight.assignee(),
                attempt,
                by.kind().wire(),
                by.id());
    }

    /** The attempt with its task, locked, if its lease has lapsed and nobody is at the task. */
    Future<Optional<HeldAttempt>> lockLapsed(OrganizationTx tx, long attempt) {
        return tx.first(LOCK_LAPSED, AttemptQueries::held, attempt);
    }

    /** What is left of the lease; empty when the attempt no longer runs. */
    Future<Optional<Duration>> left(OrganizationTx tx, long attempt) {
        return tx.first(LEFT, row -> Duration.ofMillis(row.getLong("left_ms")), attempt);
    }

    Future<List<Long>> running(ReadTx tx, Principal by, Duration promised, Duration atLeast) {
        return tx.list(RUNNING, row -> row.getLong("id"), by.kind().wire(), by.id(), (int) promised.toSeconds(), (int)
                atLeast.toSeconds());
    }

    Future<OffsetDateTime> renew(OrganizationTx tx, long attempt, Duration lease, @Nullable Integer percent) {
        return tx.one(
                RENEW,
                row -> row.getOffsetDateTime("lease_expires_at"),
                attempt,
                (int) lease.toSeconds(),
                percent == null ? null : percent.shortValue());
    }

    /** Ends a running attempt; empty when another end was quicker. */
    Future<Optional<Attempt>> end(OrganizationTx tx, long attempt, AttemptStatus status, Outcome outcome) {
        return tx.first(
                END,
                Attempt::of,
                attempt,
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

    Future<Integer> countLapse(OrganizationTx tx, long task) {
        return tx.count(COUNT_LAPSE, task);
    }

    Future<Integer> forgetLease(OrganizationTx tx, long attempt) {
        return tx.count(FORGET_LEASE, attempt);
    }

    private static HeldAttempt held(Row row) {
        return new HeldAttempt(Attempt.of(row), row.getBoolean("live"), TaskState.of(row));
    }
}
