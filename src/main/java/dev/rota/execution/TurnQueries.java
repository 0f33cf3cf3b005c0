package dev.rota.execution;

import dev.rota.background.LeasedWork.Due;
import dev.rota.database.Database;
import dev.rota.database.DatabaseRole;
import dev.rota.database.OrganizationTx;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** SQL of executions on the side of the nodes that run them. {@code $1} is the organization. */
final class TurnQueries {
    private static final String ONE_AT_A_TIME =
            "SELECT pg_advisory_xact_lock(hashtextextended('execution ' || $1::bigint, 0))";

    /**
     * Not bound to one organization: ids and times only, and no more than a hint. The first of each organization come before
     * the second of any, so that one with many that cannot run holds up nobody else. Steps from organization to organization
     * by the index of the queue's executions.
     */
    private static final String DUE =
            """
            WITH RECURSIVE asking AS (
              (SELECT q.org_id FROM work_queue q WHERE q.kind = 'execution' ORDER BY q.org_id LIMIT 1)
              UNION ALL
              SELECT (SELECT q.org_id FROM work_queue q WHERE q.kind = 'execution' AND q.org_id > o.org_id
                       ORDER BY q.org_id LIMIT 1)
                FROM asking o WHERE o.org_id IS NOT NULL
            )
            SELECT o.org_id, i.subject_id
              FROM asking o CROSS JOIN LATERAL (
                SELECT q.subject_id, q.due_at, row_number() OVER (ORDER BY q.due_at) AS place
                  FROM work_queue q WHERE q.kind = 'execution' AND q.org_id = o.org_id AND q.due_at <= now()
                 ORDER BY q.due_at LIMIT $1) AS i
             WHERE o.org_id <> ALL ($2::bigint[])
             ORDER BY i.place, i.due_at LIMIT $1
            """;

    private static final String LOCK =
            """
            SELECT x.id, x.attempt_id, x.task_id, t.key, x.endpoint_id, x.endpoint, x.provider, x.model, x.auto_complete,
                   x.status, x.tries, x.fence, x.sent_at IS NOT NULL AS sent,
                   x.request,
                   a.principal_kind, a.principal_id, a.principal,
                   a.status = 'running' AND a.lease_expires_at > now() AND t.trashed_at IS NULL AS live,
                   EXISTS (
                     SELECT FROM membership m JOIN user_account u ON u.id = m.user_id
                      WHERE m.org_id = $1 AND m.active AND u.active AND m.user_id = CASE a.principal_kind
                        WHEN 'user' THEN a.principal_id
                        WHEN 'agent' THEN (SELECT g.owner_user_id FROM agent g
                                            WHERE g.org_id = $1 AND g.id = a.principal_id AND g.active)
                        WHEN 'org' THEN (SELECT k.user_id FROM api_token k WHERE k.home_org_id = $1 AND k.id = a.principal_id
                                            AND coalesce(k.revoked_at > now(), true)) END) AS entitled,
                   coalesce((SELECT (g.policy ->> 'review_required')::boolean FROM organization g WHERE g.id = $1), false)
                     AS reviewed
              FROM execution x
              JOIN attempt a ON a.org_id = x.org_id AND a.id = x.attempt_id
              JOIN task t ON t.org_id = x.org_id AND t.id = x.task_id
             WHERE x.org_id = $1 AND x.id = $2 FOR UPDATE OF x
            """;

    /** Others that run now: of the organization, and of those at the same endpoint. */
    private static final String RUNNING =
            """
            SELECT count(*) AS of_organization, count(*) FILTER (WHERE x.endpoint_id = $3) AS of_endpoint
              FROM execution x WHERE x.org_id = $1 AND x.status = 'running' AND x.id <> $2
            """;

    private static final String START =
            """
            UPDATE execution SET status = 'running', fence = fence + 1, sent_at = NULL,
                   started_at = coalesce(started_at, clock_timestamp())
             WHERE org_id = $1 AND id = $2 RETURNING fence
            """;

    private static final String SENDING =
            """
            UPDATE execution SET sent_at = clock_timestamp(), tries = tries + 1
             WHERE org_id = $1 AND id = $2 AND fence = $3 AND status = 'running' RETURNING tries
            """;

    private static final String PUT_BACK =
            "UPDATE execution SET status = 'queued', sent_at = NULL WHERE org_id = $1 AND id = $2";

    private static final String HELD =
            "SELECT FROM execution x WHERE x.org_id = $1 AND x.id = $2 AND x.fence = $3 AND x.status = 'running'";

    /** In characters: what a result tells of it (catalogue section 8, inline content). */
    private static final int LONGEST_RESPONSE = 262_144;

    /** The result as it is told later; the whole of a longer answer is the attempt's artifact. */
    private static final String END =
            """
            UPDATE execution SET status = $3, error = $4::text, response = left($5::text, $9::integer),
                   tokens_input = $6::bigint, tokens_output = $7::bigint, cost_usd = $8::numeric,
                   finished_at = clock_timestamp()
             WHERE org_id = $1 AND id = $2
            """;

    /** How many run beside one. */
    record Running(long ofOrganization, long ofEndpoint) {}

    Future<List<Due>> due(Database database, int most, Set<OrganizationId> except) {
        return database.list(
                DatabaseRole.WORKER,
                DUE,
                row -> new Due(new OrganizationId(row.getLong("org_id")), row.getLong("subject_id")),
                most,
                except.stream().map(OrganizationId::value).toArray(Long[]::new));
    }

    Future<Integer> oneAtATime(OrganizationTx tx) {
        return tx.count(ONE_AT_A_TIME);
    }

    Future<Optional<Execution>> lock(OrganizationTx tx, long execution) {
        return tx.first(LOCK, Execution::of, execution);
    }

    Future<Running> running(OrganizationTx tx, long execution, long endpoint) {
        return tx.one(
                RUNNING,
                row -> new Running(row.getLong("of_organization"), row.getLong("of_endpoint")),
                execution,
                endpoint);
    }

    /** The fence that holds from now on. */
    Future<Integer> start(OrganizationTx tx, long execution) {
        return tx.one(START, row -> row.getInteger("fence"), execution);
    }

    /** How many requests that makes; empty where another node has the execution. */
    Future<Optional<Integer>> sending(OrganizationTx tx, long execution, int fence) {
        return tx.first(SENDING, row -> row.getInteger("tries"), execution, fence);
    }

    Future<Integer> putBack(OrganizationTx tx, long execution) {
        return tx.count(PUT_BACK, execution);
    }

    Future<Boolean> held(OrganizationTx tx, long execution, int fence) {
        return tx.first(HELD, row -> true, execution, fence).map(Optional::isPresent);
    }

    Future<Integer> end(OrganizationTx tx, long execution, Ending ending) {
        @Nullable String response = ending.response();
        return tx.count(
                END,
                execution,
                ending.status().wire(),
                ending.error(),
                response,
                ending.tokensInput(),
                ending.tokensOutput(),
                ending.costUsd(),
                LONGEST_RESPONSE);
    }
}
