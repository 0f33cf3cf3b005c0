package dev.rota.task;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads tasks as values: what lists and documents say, before it is put into anybody's words. */
public final class TaskViews {
    private static final String COLUMNS =
            """
            t.id, t.key, t.org_id, g.slug AS organization, t.title, t.description,
            t.description_json::text AS description_json, t.status, t.assignee, t.assignee_kind, t.assignee_id,
            t.completed_at, t.created_at, t.updated_at""";

    /** Of relatives, too, only those that the caller sees. */
    private static final Map<TaskRef.Form, String> FIND = TaskRef.Form.complete("SELECT " + COLUMNS
            + """
            ,
                   (SELECT jsonb_build_object('id', r.id, 'key', r.key, 'title', r.title, 'status', r.status)
                      FROM task r WHERE r.org_id = t.org_id AND r.id = t.parent_id AND r.trashed_at IS NULL
                       AND ($2::bigint[] IS NULL OR r.project_id = ANY ($2))
                       AND ($3::bigint IS NULL OR (r.assignee_kind = 'user' AND r.assignee_id = $3))) AS parent,
                   (SELECT jsonb_agg(jsonb_build_object('id', s.id, 'key', s.key, 'title', s.title, 'status', s.status)
                                     ORDER BY s.child_no)
                      FROM (SELECT r.id, r.key, r.title, r.status, r.child_no
                              FROM task r WHERE r.org_id = t.org_id AND r.parent_id = t.id AND r.trashed_at IS NULL
                               AND ($2::bigint[] IS NULL OR r.project_id = ANY ($2))
                               AND ($3::bigint IS NULL OR (r.assignee_kind = 'user' AND r.assignee_id = $3))
                             ORDER BY r.child_no LIMIT 100) s) AS subtasks
              FROM task t JOIN organization g ON g.id = t.org_id
             WHERE t.org_id = ANY ($1) AND %s AND\s"""
            + Sight.PREDICATE);

    private static final String WRITTEN = "SELECT " + COLUMNS
            + " FROM task t JOIN organization g ON g.id = t.org_id WHERE t.org_id = $1 AND t.id = $2";

    private final TaskListQueries lists = new TaskListQueries();

    /** Up to {@code filter.limit()} tasks, newest change first; of the description only where it is among the filter's columns. */
    public Future<List<TaskView>> newest(ReadTx tx, Caller caller, TaskFilter filter) {
        return lists.views(tx, caller.principal(), Sight.of(caller), filter)
                .map(rows ->
                        rows.stream().limit(filter.limit()).map(TaskView::of).toList());
    }

    /**
     * One task with its relatives. Fails with {@code not_found} where it is absent or out of sight, and with
     * {@code org_required} for a key of several organizations.
     */
    public Future<TaskView> find(ReadTx tx, Caller caller, TaskRef ref) {
        var sight = Sight.of(caller);
        return tx.list(
                        Objects.requireNonNull(FIND.get(ref.form())),
                        TaskView::withRelatives,
                        sight.projects(),
                        sight.assignee(),
                        ref.value())
                .map(found -> {
                    TaskRef.requireOne(
                            found.stream().map(TaskView::organizationSlug).toList());
                    return found.stream().findFirst().orElseThrow(() -> new Failure.NotFound("task").asException());
                });
    }

    /** The task that this transaction has made or changed, also where its writer has given it out of sight. */
    public Future<TaskView> written(OrganizationTx tx, long id) {
        return tx.one(WRITTEN, TaskView::of, id);
    }
}
