package dev.rota.task;

import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Principal;
import dev.rota.project.Project;
import dev.rota.task.TaskFields.Named;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** SQL that makes tasks and links. {@code $1} is the organization. */
final class TaskCreationQueries {
    private static final String CREATE =
            """
            WITH numbered AS (
              UPDATE project SET last_task_number = last_task_number + 1 WHERE org_id = $1 AND id = $2
              RETURNING key || '-' || last_task_number AS key)
            INSERT INTO task (org_id, project_id, key, title, description, description_json, kind, status, priority, assignee, assignee_kind,
                   assignee_id, parent_id, child_no, requirement_id, labels, acceptance, due_at, completed_at, metadata,
                   complexity, complexity_score, created_by_kind, created_by_id, created_by)
            SELECT $1, $2, numbered.key, $3, $4, $23::text::json, $5, $6, $7, $8, $9, $10, $11::bigint,
                   (SELECT coalesce(max(c.child_no), 0) + 1 FROM task c WHERE c.org_id = $1 AND c.parent_id = $11::bigint),
                   $12, $13, $14, $15, CASE WHEN $16 THEN now() END, $17, $18, $19, $20, $21, $22
              FROM numbered
            RETURNING id, key, uuid, version
            """;

    /** The task, locked against leaving, with its distance from the root of its tree. */
    private static final Map<TaskRef.Form, String> PLACE = TaskRef.Form.complete(
            """
            WITH RECURSIVE chosen AS (
              SELECT t.id, t.key, t.parent_id FROM task t WHERE t.org_id = $1 AND %s AND\s"""
                    + Sight.PREDICATE
                    + """
               FOR UPDATE OF t),
            up (id, parent_id, depth) AS (
              SELECT id, parent_id, 1 FROM chosen
              UNION ALL
              SELECT u.id, u.parent_id, up.depth + 1 FROM up JOIN task u ON u.org_id = $1 AND u.id = up.parent_id
               WHERE up.depth < 20)
            SELECT (SELECT id FROM chosen) AS id, (SELECT key FROM chosen) AS key, max(depth) AS depth, array_agg(id) AS line FROM up
            HAVING count(*) > 0
            """);

    private static final String REQUIREMENT =
            """
            SELECT r.id, r.key FROM requirement r WHERE r.org_id = $1 AND ($2::bigint[] IS NULL OR r.project_id = ANY ($2))
               AND (r.key = upper($3) OR r.id::text = $3)
            """;

    private static final String DEPEND =
            """
            INSERT INTO task_link (org_id, task_id, type, target_id)
            SELECT $1, $2, 'depends_on', d.id FROM unnest($3::bigint[]) AS d(id)
            ON CONFLICT (org_id, task_id, type, target_id) DO NOTHING
            """;

    /** A place in a tree of tasks: the task, how deep it lies, and its ancestors with itself. */
    record Place(long id, String key, int depth, List<Long> line) {}

    record Made(long id, String key, UUID uuid, int version) {}

    Future<Made> create(
            OrganizationTx tx,
            Principal by,
            Project project,
            NewTask task,
            @Nullable Assignee assignee,
            @Nullable Long parent,
            @Nullable Long requirement,
            Complexity complexity) {
        return tx.first(
                        CREATE,
                        row -> new Made(
                                row.getLong("id"),
                                row.getString("key"),
                                row.getUUID("uuid"),
                                row.getInteger("version")),
                        project.id(),
                        task.title(),
                        task.description().text(),
                        task.kind(),
                        task.status().wire(),
                        task.priority(),
                        assignee == null ? null : assignee.name(),
                        assignee == null ? null : assignee.kind(),
                        assignee == null ? null : assignee.id(),
                        parent,
                        requirement,
                        task.labels().toArray(String[]::new),
                        task.acceptance().toArray(String[]::new),
                        task.dueAt(),
                        task.status().isTerminal(),
                        task.metadata(),
                        complexity.grade().wire(),
                        complexity.score(),
                        by.kind().wire(),
                        by.id(),
                        by.name(),
                        task.description().stored())
                .map(made -> made.orElseThrow(() -> new Failure.NotFound("project").asException())); // just deleted
    }

    Future<Optional<Place>> place(OrganizationTx tx, Sight sight, TaskRef ref) {
        return tx.first(
                Objects.requireNonNull(PLACE.get(ref.form())),
                row -> new Place(
                        row.getLong("id"),
                        row.getString("key"),
                        row.getInteger("depth"),
                        List.of(row.getArrayOfLongs("line"))),
                sight.projects(),
                sight.assignee(),
                ref.value());
    }

    Future<Optional<Named>> requirement(OrganizationTx tx, Sight sight, String reference) {
        return tx.first(
                REQUIREMENT, row -> new Named(row.getLong("id"), row.getString("key")), sight.projects(), reference);
    }

    Future<Integer> depend(OrganizationTx tx, long task, List<Long> on) {
        return tx.count(DEPEND, task, on.toArray(Long[]::new));
    }
}
