package dev.rota.task;

import dev.rota.database.ReadTx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** SQL of one task with all that belongs to it. {@code $1} is an array of organizations. */
final class TaskDocumentQueries {
    /** {@code OFFSET 0} has the task found first, by its name, not among all tasks of each project. */
    private static final Map<TaskRef.Form, String> TASK = TaskRef.Form.complete(
            """
            SELECT t.*, g.slug AS organization, p.key AS project, u.key AS parent, r.key AS requirement,
                  \s"""
                    + TaskParts.SUBTASKS
                    + """
             AS subtasks,
                  \s"""
                    + TaskParts.BLOCKED_BY
                    + """
             AS blocked_by,
                  \s"""
                    + TaskParts.BLOCKS
                    + """
             AS blocks,
                  \s"""
                    + TaskParts.QUESTIONS
                    + """
             AS questions,
                  \s"""
                    + TaskParts.ASSIGNMENTS
                    + """
             AS assignments,
                   a.principal_kind || ':' || a.principal_id AS holder, a.lease_expires_at,
                   (extract(epoch FROM a.lease_expires_at - now()) * 1000)::bigint AS holder_lease_ms
              FROM (SELECT * FROM task t WHERE t.org_id = ANY ($1) AND %s AND\s"""
                    + Sight.PREDICATE
                    + """
             OFFSET 0) t
              JOIN organization g ON g.id = t.org_id
              JOIN project p ON p.org_id = t.org_id AND p.id = t.project_id
             \s"""
                    + TaskParts.PARENT
                    + """

              LEFT JOIN requirement r ON r.org_id = t.org_id AND r.id = t.requirement_id
              LEFT JOIN attempt a ON a.org_id = t.org_id AND a.task_id = t.id
                                 AND a.status = 'running' AND a.lease_expires_at > now()
            """);

    /** The one task that the reference names, as a row to join with; two organizations' keys may be alike. */
    private static final String NAMED = "JOIN task t ON t.org_id = x.org_id AND t.id = x.task_id"
            + " WHERE x.org_id = ANY ($1) AND t.org_id = ANY ($1) AND %s AND " + Sight.PREDICATE
            + " ORDER BY x.id DESC LIMIT 10";

    private static final Map<TaskRef.Form, String> COMMENTS =
            TaskRef.Form.complete("SELECT " + TaskParts.COMMENT + " AS item FROM comment x " + NAMED);

    private static final Map<TaskRef.Form, String> HISTORY =
            TaskRef.Form.complete("SELECT " + TaskParts.EVENT + " AS item FROM task_event x " + NAMED);

    private static final Map<TaskRef.Form, String> ATTEMPTS =
            TaskRef.Form.complete("SELECT " + TaskParts.ATTEMPT + " AS item FROM attempt x " + NAMED);

    private static final Map<TaskRef.Form, String> ARTIFACTS =
            TaskRef.Form.complete("SELECT " + TaskParts.ARTIFACT + " AS item FROM artifact x " + NAMED);

    private static final Map<TaskRef.Form, String> COMMITS =
            TaskRef.Form.complete("SELECT " + TaskParts.COMMIT + " AS item FROM commit_entry x " + NAMED);

    Future<Optional<Row>> task(ReadTx tx, Sight sight, TaskRef ref) {
        return tx.list(sqlFor(TASK, ref), row -> row, sight.projects(), sight.assignee(), ref.value())
                .map(rows -> {
                    if (rows.size() > 1) {
                        throw TaskRef.ambiguous(rows.stream()
                                .map(row -> row.getString("organization"))
                                .toList());
                    }
                    return rows.stream().findFirst();
                });
    }

    Future<List<Object>> included(ReadTx tx, Sight sight, TaskRef ref, TaskInclude include) {
        var forms =
                switch (include) {
                    case COMMENTS -> COMMENTS;
                    case HISTORY -> HISTORY;
                    case ATTEMPTS -> ATTEMPTS;
                    case ARTIFACTS -> ARTIFACTS;
                    case COMMITS -> COMMITS;
                };
        return tx.list(
                sqlFor(forms, ref), row -> row.getValue("item"), sight.projects(), sight.assignee(), ref.value());
    }

    private static String sqlFor(Map<TaskRef.Form, String> forms, TaskRef ref) {
        return Objects.requireNonNull(forms.get(ref.form()));
    }
}
