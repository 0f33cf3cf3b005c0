package dev.rota.task;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.identity.Principal;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** SQL of assignments, whose task the transaction has locked. {@code $1} is the organization, an array of them in reads. */
final class AssignmentQueries {
    private static final String LIVE = "s.status IN ('pending', 'accepted', 'in_progress')";

    /** Whoever is asked once more is asked the same thing: what is given anew replaces, what is not stays. */
    private static final String ASSIGN =
            """
            WITH live AS (
              UPDATE assignment s SET assignee_type = $6, provider = coalesce($7, s.provider), model = coalesce($8, s.model),
                     notes = coalesce($9, s.notes)
               WHERE s.org_id = $1 AND s.task_id = $2 AND s.assignee_kind = $3 AND s.assignee_id IS NOT DISTINCT FROM $4::bigint
                 AND s.assignee = $5 AND\s"""
                    + LIVE
                    + """

              RETURNING s.*
            ), made AS (
              INSERT INTO assignment (org_id, task_id, assignee_kind, assignee_id, assignee, assignee_type, provider, model,
                     notes, assigned_by_kind, assigned_by_id, assigned_by)
              SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 WHERE NOT EXISTS (SELECT FROM live)
              RETURNING *
            )
            SELECT * FROM live UNION ALL SELECT * FROM made ORDER BY id DESC LIMIT 1
            """;

    private static final String REJECT =
            """
            UPDATE assignment s SET status = 'rejected'
             WHERE s.org_id = $1 AND s.task_id = $2 AND s.assignee_kind = $3 AND s.assignee_id = $4 AND\s"""
                    + LIVE;

    private static final String COMPLETE =
            """
            UPDATE assignment s SET status = 'completed', completed_at = now()
             WHERE s.org_id = $1 AND s.task_id = $2 AND s.assignee_kind = $3 AND s.assignee_id IS NOT DISTINCT FROM $4::bigint
               AND s.assignee = $5 AND\s"""
                    + LIVE;

    private static final Map<TaskRef.Form, String> OF_TASK = TaskRef.Form.complete(
            """
            SELECT s.* FROM assignment s JOIN task t ON t.org_id = s.org_id AND t.id = s.task_id
             WHERE s.org_id = ANY ($1) AND t.org_id = ANY ($1) AND %s AND\s"""
                    + Sight.PREDICATE + " ORDER BY s.id DESC LIMIT $5");

    Future<Assignment> assign(
            OrganizationTx tx, Principal by, long task, Assignee assignee, String type, Assignments.Wanted wanted) {
        return tx.one(
                ASSIGN,
                Assignment::of,
                task,
                assignee.kind(),
                assignee.id(),
                assignee.name(),
                type,
                wanted.provider(),
                wanted.model(),
                wanted.notes(),
                by.kind().wire(),
                by.id(),
                by.name());
    }

    /** The principal has given the task back. */
    Future<Integer> reject(OrganizationTx tx, long task, Principal assignee) {
        return tx.count(REJECT, task, assignee.kind().wire(), assignee.id());
    }

    /** The task is done, and it was this one's. */
    Future<Integer> complete(OrganizationTx tx, long task, Assignee assignee) {
        return tx.count(COMPLETE, task, assignee.kind(), assignee.id(), assignee.name());
    }

    Future<List<Assignment>> of(ReadTx tx, Sight sight, TaskRef ref, int limit) {
        return tx.list(
                Objects.requireNonNull(OF_TASK.get(ref.form())),
                Assignment::of,
                sight.projects(),
                sight.assignee(),
                ref.value(),
                limit);
    }
}
