package dev.rota.task;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads tasks as values: what lists and documents say, before it is put into anybody's words. */
public final class TaskViews {
    static final String COLUMNS =
            """
            t.id, t.uuid, t.key, t.project_id, p.key AS project, p.name AS project_name, p.review_required, t.priority,
            t.requirement_id, q.key AS requirement, q.title AS requirement_title, t.org_id, g.slug AS organization,
            t.title, t.description,
            t.description_json::text AS description_json, t.status, t.assignee, t.assignee_kind, t.assignee_id,
            t.completed_at, t.created_at, t.updated_at, t.version, t.kind, t.labels, t.acceptance, t.due_at, t.metadata,
            t.parent_id, t.created_by_kind, t.created_by""";

    static final String FROM =
            """

              FROM task t
              JOIN organization g ON g.id = t.org_id
              JOIN project p ON p.org_id = t.org_id AND p.id = t.project_id
              LEFT JOIN requirement q ON q.org_id = t.org_id AND q.id = t.requirement_id
            """;

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
                             ORDER BY r.child_no LIMIT 100) s) AS subtasks"""
            + FROM
            + " WHERE t.org_id = ANY ($1) AND %s AND "
            + Sight.PREDICATE);

    private static final String WRITTEN = "SELECT " + COLUMNS + FROM + " WHERE t.org_id = $1 AND t.id = $2";

    private final TaskListQueries lists = new TaskListQueries();
    private final TaskDocumentQueries documents = new TaskDocumentQueries();

    /**
     * Tasks and whether there are more of them.
     *
     * @param tasks at most as many as were asked for
     */
    public record Newest(List<TaskView> tasks, boolean more) {}

    /**
     * Up to {@code filter.limit()} tasks, newest change first; of the description only where it is among the filter's
     * columns. Fails with {@code not_found} for a project out of reach. All statements are enqueued before this returns.
     */
    public Future<Newest> newest(ReadTx tx, Caller caller, TaskFilter filter) {
        var sight = Sight.of(caller);
        var project = filter.project();
        var known = project == null ? Future.succeededFuture(true) : lists.projectExists(tx, sight, project);
        var rows = lists.views(tx, caller.principal(), sight, filter);
        return known.compose(there -> there ? rows : Future.failedFuture(new Failure.NotFound("project").asException()))
                .map(found -> new Newest(
                        found.stream().limit(filter.limit()).map(TaskView::of).toList(),
                        found.size() > filter.limit()));
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

    /** The same with its newest comments. All statements are enqueued before this returns. */
    public Future<TaskView> findWithComments(ReadTx tx, Caller caller, TaskRef ref) {
        var task = find(tx, caller, ref);
        var comments = documents.included(tx, Sight.of(caller), ref, TaskInclude.COMMENTS);
        return task.compose(found -> comments.map(newest ->
                found.commented(newest.stream().map(JsonObject.class::cast).toList())));
    }

    /** The task that this transaction has made or changed, also where its writer has given it out of sight. */
    public Future<TaskView> written(OrganizationTx tx, long id) {
        return tx.one(WRITTEN, TaskView::of, id);
    }
}
