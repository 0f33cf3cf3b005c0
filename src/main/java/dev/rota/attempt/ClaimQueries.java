package dev.rota.attempt;

import dev.rota.database.OrganizationTx;
import dev.rota.identity.Caller;
import dev.rota.identity.Principal;
import dev.rota.task.CheckTasks;
import dev.rota.task.Complexity;
import dev.rota.task.Sight;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** SQL of claiming. {@code $1} is the organization, {@code $2} and {@code $3} are the caller's sight. */
final class ClaimQueries {
    /**
     * One claim of a principal at a time. The limit is a count over rows, which no constraint can hold; each statement
     * sees what was committed before it began, so the claim that follows this lock counts the claims before it.
     */
    private static final String ONE_AT_A_TIME =
            "SELECT pg_advisory_xact_lock(hashtextextended('claim ' || $1::bigint || ' ' || $2::text || ' ' || $3::bigint, 0))";

    /** {@code OFFSET 0} has the links of each task looked up by themselves, not all links joined for it. */
    private static final String OPEN_DEPENDENCY =
            """
            SELECT FROM task_link l JOIN task d ON d.org_id = l.org_id AND d.id = l.target_id
                          WHERE l.org_id = $1 AND l.task_id = t.id AND l.type = 'depends_on'
                            AND d.status NOT IN ('done', 'cancelled') AND d.trashed_at IS NULL OFFSET 0""";

    private static final String OPEN_QUESTION =
            "SELECT FROM question q WHERE q.org_id = $1 AND q.task_id = t.id AND q.answered_at IS NULL";

    private static final String HELD_BY_CALLER =
            """
            (SELECT count(*) FROM attempt h WHERE h.org_id = $1 AND h.principal_kind = $5::text
                           AND h.principal_id = $6::bigint AND h.status = 'running' AND h.lease_expires_at > now())""";

    /** Nobody holds it and it waits for nothing. A lapsed lease holds nothing, unless it was the task's last chance. */
    private static final String FREE = "NOT EXISTS (" + OPEN_DEPENDENCY + ")\n       AND NOT EXISTS (" + OPEN_QUESTION
            + """
            )
                   AND NOT EXISTS (SELECT FROM attempt a WHERE a.org_id = $1 AND a.task_id = t.id AND a.status = 'running'
                                      AND (a.lease_expires_at > now() OR t.lapsed_attempts + 1 >= $7::integer))""";

    private static final String FILTER =
            """
            ($8::text[] IS NULL OR t.labels @> $8)
                   AND ($9::text IS NULL OR t.kind IS NULL OR t.kind = $9)
                   AND ($10::text[] IS NULL OR t.complexity = ANY ($10))
                   AND\s"""
                    + CheckTasks.claimableFirst("$11");

    private static final String MATCHES =
            """
            t.status = 'todo'
                   AND ($4::text IS NULL OR t.project_id IN (SELECT p.id FROM project p
                          WHERE p.org_id = $1 AND (p.key = upper($4) OR p.id::text = $4)))
                   AND\s"""
                    + FILTER;

    private static final String NEXT_TASK = MATCHES + "\n       AND " + FREE;

    private static final String NAMED_TASK =
            "%s\n       AND t.status IN ('backlog', 'todo', 'in_progress', 'in_review')\n       AND " + FILTER
                    + "\n       AND " + FREE;

    private static final String BEST = " ORDER BY t.priority DESC, t.id LIMIT 1 FOR UPDATE OF t SKIP LOCKED";

    private static final String ITSELF = " FOR UPDATE OF t";

    /**
     * Takes the picked task, all at once: the attempt, the task's status, its history, what the caller was asked and the
     * sweep's reminder exist together or not at all. A lapsed attempt that nobody swept yet ends here; the insert reads its count, so it comes
     * after. If another claim was quicker by an instant, the unique index answers and nothing is inserted.
     */
    private static final String TAKE =
            """
            ), expired AS (
              UPDATE attempt a SET status = 'expired', finished_at = clock_timestamp()
                FROM picked p
               WHERE a.org_id = $1 AND a.task_id = p.id AND a.status = 'running' AND a.lease_expires_at <= now()
              RETURNING a.id, a.task_id, a.principal_kind, a.principal_id
            ), claimed AS (
              INSERT INTO attempt (org_id, task_id, principal_kind, principal_id, principal, status,
                     started_at, lease_expires_at, lease_seconds, notes)
              SELECT $1, p.id, $5::text, $6::bigint, $12::text, 'running',
                     clock_timestamp(), clock_timestamp() + $13::integer * interval '1 second', $13::integer, $14::text
                FROM picked p WHERE (SELECT count(*) FROM expired) >= 0
              ON CONFLICT (org_id, task_id) WHERE status = 'running' DO NOTHING
              RETURNING id, task_id, lease_expires_at
            ), moved AS (
              UPDATE task t SET status = 'in_progress', version = t.version + 1, updated_at = now(), completed_at = NULL,
                     lapsed_attempts = t.lapsed_attempts + (SELECT count(*) FROM expired)::integer
                FROM claimed c WHERE t.org_id = $1 AND t.id = c.task_id
              RETURNING t.id, t.key, t.version, t.complexity
            ), history AS (
              INSERT INTO task_event (org_id, task_id, type, version, changes, note, attempt_id, actor_kind, actor_id, actor)
              SELECT $1, e.task_id, e.type, e.version, e.changes, e.note, e.attempt_id, e.kind, e.actor_id, e.actor
                FROM (SELECT 1 AS step, m.id AS task_id, 'claim_expired' AS type, m.version, NULL::jsonb AS changes,
                             NULL::text AS note, x.id AS attempt_id, 'system' AS kind, 0::bigint AS actor_id, 'system' AS actor
                        FROM moved m, expired x
                      UNION ALL
                      SELECT 2, m.id, 'claimed', m.version,
                             jsonb_build_object('status', jsonb_build_object('before', p.status, 'after', 'in_progress')),
                             $14::text, c.id, $5::text, $6::bigint, $12::text
                        FROM moved m, claimed c, picked p) e
               ORDER BY e.step
            ), reminded AS (
              INSERT INTO work_queue (org_id, kind, subject_id, due_at)
              SELECT $1, 'lease', c.id, c.lease_expires_at FROM claimed c
            ), accepted AS (
              UPDATE assignment s SET status = 'in_progress', accepted_at = coalesce(s.accepted_at, now())
                FROM claimed c
               WHERE s.org_id = $1 AND s.task_id = c.task_id AND s.assignee_kind = $5::text AND s.assignee_id = $6::bigint
                 AND s.status IN ('pending', 'accepted')
            ), let_go AS (
              UPDATE assignment s SET status = 'accepted'
                FROM expired x
               WHERE s.org_id = $1 AND s.task_id = x.task_id AND s.assignee_kind = x.principal_kind
                 AND s.assignee_id = x.principal_id AND s.status = 'in_progress'
                 AND NOT (s.assignee_kind = $5::text AND s.assignee_id = $6::bigint)
            ), forgotten AS (
              DELETE FROM work_queue w USING expired x WHERE w.org_id = $1 AND w.kind = 'lease' AND w.subject_id = x.id
            )
            SELECT c.id AS attempt_id, c.lease_expires_at, m.id, m.key, m.complexity, p.status AS before,
                   EXISTS (SELECT FROM expired) AS ended_lapsed
              FROM moved m, claimed c, picked p
            """;

    private static final String PICK =
            "WITH picked AS (\n  SELECT t.id, t.status FROM task t\n WHERE t.org_id = $1 AND ";

    private static final String WITHIN_LIMIT =
            "\n       AND " + HELD_BY_CALLER + " < $15::integer AND " + Sight.PREDICATE;

    private static final String CLAIM_NEXT = PICK + NEXT_TASK + WITHIN_LIMIT + BEST + TAKE;

    private static final Map<TaskRef.Form, String> CLAIM_NAMED =
            TaskRef.Form.complete(PICK + NAMED_TASK + WITHIN_LIMIT + ITSELF + TAKE);

    private static final String WHY_NONE = "SELECT " + HELD_BY_CALLER
            + " AS held,\n       (SELECT count(*) FROM (SELECT FROM task t WHERE t.org_id = $1 AND " + MATCHES + " AND "
            + Sight.PREDICATE + " AND (EXISTS (" + OPEN_DEPENDENCY + ") OR EXISTS (" + OPEN_QUESTION
            + ")) LIMIT 1000) b) AS blocked,\n       EXISTS (SELECT FROM task t WHERE t.org_id = $1 AND " + NEXT_TASK
            + " AND " + Sight.PREDICATE
            + """
            ) AS ready,
                   ($4::text IS NULL OR EXISTS (SELECT FROM project p WHERE p.org_id = $1
                      AND (p.key = upper($4) OR p.id::text = $4) AND ($2::bigint[] IS NULL OR p.id = ANY ($2)))) AS known
            """;

    private static final Map<TaskRef.Form, String> WHY_NOT = TaskRef.Form.complete("SELECT " + HELD_BY_CALLER
            + " AS held, t.key, t.status,\n       (SELECT count(*) FROM (" + OPEN_DEPENDENCY
            + ") o) AS blocked,\n       EXISTS (" + OPEN_QUESTION
            + ") AS asked, NOT " + CheckTasks.claimableFirst("$8") + " AS for_runners,"
            + """

                   (extract(epoch FROM a.lease_expires_at - now()) * 1000)::bigint AS lease_ms,
                   coalesce(t.lapsed_attempts + 1 >= $7::integer, false) AS last_chance
              FROM task t
              LEFT JOIN attempt a ON a.org_id = t.org_id AND a.task_id = t.id AND a.status = 'running'
             WHERE t.org_id = $1 AND %s AND\s"""
            + Sight.PREDICATE);

    /** Why no task was ready. */
    record NoneReady(long held, long blocked, boolean ready, boolean projectKnown) {}

    /**
     * Why the named task could not be claimed.
     *
     * @param leaseMs what is left of the running attempt's lease, negative once it has lapsed; null when none runs
     * @param lastChance whether the next lapse fails the task
     * @param forRunners whether it asks for checks, which the caller may not run
     */
    record NotClaimable(
            long held,
            String key,
            TaskStatus status,
            long blocked,
            boolean asked,
            @Nullable Long leaseMs,
            boolean lastChance,
            boolean forRunners) {}

    /** Waits until no other claim of the principal is under way. */
    Future<Integer> oneAtATime(OrganizationTx tx, Principal principal) {
        return tx.count(ONE_AT_A_TIME, principal.kind().wire(), principal.id());
    }

    /** Claims the named task or the best ready one; empty when there was none to take, or the caller holds enough. */
    Future<Optional<Claim.Made>> claim(
            OrganizationTx tx, Caller caller, ClaimRequest request, long leaseSeconds, int maxLapses) {
        var sight = Sight.of(caller);
        var by = caller.principal();
        var task = request.task();
        return tx.first(
                task == null ? CLAIM_NEXT : Objects.requireNonNull(CLAIM_NAMED.get(task.form())),
                ClaimQueries::made,
                sight.projects(),
                sight.assignee(),
                task == null ? request.project() : task.value(),
                by.kind().wire(),
                by.id(),
                maxLapses,
                labels(request),
                task == null ? request.kind() : null,
                grades(request),
                CheckTasks.isRunner(caller),
                by.name(),
                (int) leaseSeconds,
                request.notes(),
                caller.organization().policy().maxClaims());
    }

    Future<NoneReady> whyNone(OrganizationTx tx, Caller caller, ClaimRequest request, int maxLapses) {
        var sight = Sight.of(caller);
        var by = caller.principal();
        return tx.one(
                WHY_NONE,
                row -> new NoneReady(
                        row.getLong("held"), row.getLong("blocked"), row.getBoolean("ready"), row.getBoolean("known")),
                sight.projects(),
                sight.assignee(),
                request.project(),
                by.kind().wire(),
                by.id(),
                maxLapses,
                labels(request),
                request.kind(),
                grades(request),
                CheckTasks.isRunner(caller));
    }

    Future<Optional<NotClaimable>> whyNot(OrganizationTx tx, Caller caller, TaskRef task, int maxLapses) {
        var sight = Sight.of(caller);
        var by = caller.principal();
        return tx.first(
                Objects.requireNonNull(WHY_NOT.get(task.form())),
                ClaimQueries::notClaimable,
                sight.projects(),
                sight.assignee(),
                task.value(),
                by.kind().wire(),
                by.id(),
                maxLapses,
                CheckTasks.isRunner(caller));
    }

    private static Claim.Made made(Row row) {
        return new Claim.Made(
                row.getLong("attempt_id"),
                row.getOffsetDateTime("lease_expires_at"),
                row.getLong("id"),
                row.getString("key"),
                row.getString("before"),
                Complexity.Grade.of(row.getString("complexity")),
                row.getBoolean("ended_lapsed"));
    }

    private static NotClaimable notClaimable(Row row) {
        return new NotClaimable(
                row.getLong("held"),
                row.getString("key"),
                TaskStatus.of(row.getString("status")),
                row.getLong("blocked"),
                row.getBoolean("asked"),
                row.getLong("lease_ms"),
                row.getBoolean("last_chance"),
                row.getBoolean("for_runners"));
    }

    private static @Nullable Object labels(ClaimRequest request) {
        return request.task() != null || request.labels().isEmpty()
                ? null
                : request.labels().toArray(String[]::new);
    }

    private static @Nullable Object grades(ClaimRequest request) {
        var most = request.maxComplexity();
        return request.task() != null || most == null
                ? null
                : Arrays.stream(Complexity.Grade.values())
                        .filter(grade -> grade.compareTo(most) <= 0)
                        .map(Complexity.Grade::wire)
                        .toArray(String[]::new);
    }
}
