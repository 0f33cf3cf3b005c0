package dev.rota.task;

import dev.rota.database.OrganizationTx;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** SQL that changes fields of a task which the transaction has locked. {@code $1} is the organization. */
final class TaskUpdateQueries {
    /** Of a task as the caller names it, so that it is asked for with the lock and not after it. */
    private static final Map<TaskRef.Form, String> FIELDS = TaskRef.Form.complete(
            """
            SELECT t.title, t.description, t.description_json::text AS description_json, t.status, t.priority, t.kind, t.assignee, t.assignee_kind, t.assignee_id,
                   t.parent_id, u.key AS parent_key, t.requirement_id, r.key AS requirement_key,
                   t.labels, t.acceptance, t.due_at, t.completed_at, t.metadata, now() AS at
              FROM task t
              LEFT JOIN task u ON u.org_id = t.org_id AND u.id = t.parent_id
              LEFT JOIN requirement r ON r.org_id = t.org_id AND r.id = t.requirement_id
             WHERE t.org_id = $1 AND %s AND\s"""
                    + Sight.PREDICATE);

    /** How many levels the task and what lies below it take up, with the trash, which may come back. */
    private static final String HEIGHT =
            """
            WITH RECURSIVE down (id, depth) AS (
              SELECT $2::bigint, 1
              UNION ALL
              SELECT c.id, d.depth + 1 FROM down d JOIN task c ON c.org_id = $1 AND c.parent_id = d.id WHERE d.depth < 20)
            SELECT max(depth) AS height FROM down
            """;

    private static final String UPDATE =
            """
            UPDATE task SET title = $3, description = $4, status = $5, priority = $6, kind = $7, assignee = $8,
                   assignee_kind = $9, assignee_id = $10, parent_id = $11, requirement_id = $12, labels = $13,
                   acceptance = $14, due_at = $15, completed_at = $16, metadata = $17, complexity = $18,
                   complexity_score = $19, version = version + 1, updated_at = now(),
                   lapsed_attempts = CASE WHEN status IN ('done', 'failed', 'cancelled') AND $5 IN ('todo', 'backlog')
                              THEN 0 ELSE lapsed_attempts END,
                   description_json = $20::text::json,
                   child_no = CASE WHEN parent_id IS NOT DISTINCT FROM $11::bigint THEN child_no
                              ELSE (SELECT coalesce(max(c.child_no), 0) + 1 FROM task c
                                     WHERE c.org_id = $1 AND c.parent_id = $11::bigint) END
             WHERE org_id = $1 AND id = $2
            """;

    Future<Integer> height(OrganizationTx tx, long task) {
        return tx.one(HEIGHT, row -> row.getInteger("height"), task);
    }

    /** @param at the transaction's time, which is that of all it changes */
    record Found(TaskFields fields, OffsetDateTime at) {}

    Future<Optional<Found>> fields(OrganizationTx tx, Sight sight, TaskRef ref) {
        return tx.first(
                Objects.requireNonNull(FIELDS.get(ref.form())),
                row -> new Found(TaskFields.of(row), row.getOffsetDateTime("at")),
                sight.projects(),
                sight.assignee(),
                ref.value());
    }

    Future<Integer> update(OrganizationTx tx, long task, TaskFields to, Complexity complexity) {
        var assignee = to.assignee();
        return tx.count(
                UPDATE,
                task,
                to.title(),
                to.description().text(),
                to.status().wire(),
                to.priority(),
                to.kind(),
                assignee == null ? null : assignee.name(),
                assignee == null ? null : assignee.kind(),
                assignee == null ? null : assignee.id(),
                to.parent() == null ? null : to.parent().id(),
                to.requirement() == null ? null : to.requirement().id(),
                to.labels().toArray(String[]::new),
                to.acceptance().toArray(String[]::new),
                to.dueAt(),
                to.completedAt(),
                to.metadata(),
                complexity.grade().wire(),
                complexity.score(),
                to.description().stored());
    }
}
