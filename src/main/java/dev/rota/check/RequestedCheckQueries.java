package dev.rota.check;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.task.Sight;
import io.vertx.core.Future;
import java.util.Optional;

/** SQL of checks as those follow them who asked. {@code $1} is the organization. */
final class RequestedCheckQueries {
    /** Results lie with the attempt that asked, or where none did with the check task. */
    private static final String FIND =
            """
            SELECT r.task_id, t.key, t.status, r.attempt_id, r.gates, r.answered @> r.gates AS whole,
                   r.withdrawn_at IS NOT NULL AS withdrawn, coalesce(r.withdrawn_at, t.completed_at, r.created_at) AS changed_at,
                   (SELECT coalesce(json_agg(json_strip_nulls(json_build_object('check_id', f.id, 'gate', f.gate, 'status', f.status,
                             'critical', f.critical, 'major', f.major, 'minor', f.minor, 'report', left(f.report, $5::integer),
                             'truncated', nullif(length(f.report) > $5::integer, false))) ORDER BY n.place), '[]')
                      FROM unnest(r.gates) WITH ORDINALITY AS n (gate, place)
                     CROSS JOIN LATERAL (
                       SELECT c.* FROM check_result c
                        WHERE c.org_id = r.org_id AND c.task_id = coalesce(a.task_id, r.task_id) AND c.gate = n.gate
                          AND (r.attempt_id IS NULL OR c.attempt_id = r.attempt_id)
                        ORDER BY c.id DESC LIMIT 1) AS f
                     WHERE n.gate = ANY (r.answered)) AS results
              FROM check_request r
              JOIN task t ON t.org_id = r.org_id AND t.id = r.task_id
              LEFT JOIN attempt a ON a.org_id = r.org_id AND a.id = r.attempt_id
             WHERE r.org_id = ANY ($1) AND r.task_id = $4 AND\s"""
                    + Sight.PREDICATE;

    private static final String WITHDRAW =
            "UPDATE check_request SET withdrawn_at = now() WHERE org_id = $1 AND task_id = $2";

    Future<Optional<RequestedCheck>> find(ReadTx tx, Caller caller, long checkTask) {
        var sight = Sight.of(caller);
        return tx.first(
                FIND, RequestedCheck::of, sight.projects(), sight.assignee(), checkTask, RequestedCheck.LONGEST_REPORT);
    }

    Future<Integer> withdraw(OrganizationTx tx, long checkTask) {
        return tx.count(WITHDRAW, checkTask);
    }
}
