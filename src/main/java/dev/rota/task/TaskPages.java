package dev.rota.task;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tasks by offset and with their number, for those who know no cursor. */
public final class TaskPages {
    /** Tasks beyond are not counted. */
    public static final int MOST_COUNTED = 100_000;

    public static final int FURTHEST_OFFSET = 10_000;

    private static final String MATCHING =
            """
               AND ($4::text[] IS NULL OR t.status = ANY ($4)) AND ($5::text IS NULL OR t.kind = $5)
               AND ($6::text IS NULL OR t.search @@ to_tsquery('simple', $6))
            """;

    private static final String PAGE =
            """
            SELECT t.id, t.uuid, t.key, t.project_id, p.key AS project, p.name AS project_name, p.review_required, t.priority,
                   t.requirement_id, q.key AS requirement, q.title AS requirement_title, t.org_id, g.slug AS organization,
                   t.title, CASE WHEN $7 THEN t.description END AS description,
                   CASE WHEN $7 THEN t.description_json::text END AS description_json, t.status, t.assignee, t.assignee_kind,
                   t.assignee_id, t.completed_at, t.created_at, t.updated_at, t.version, t.kind, t.labels, t.acceptance,
                   t.due_at, CASE WHEN $7 THEN t.metadata END AS metadata, t.parent_id, t.created_by_kind, t.created_by
              FROM unnest($1::bigint[]) AS o(org_id)
             CROSS JOIN LATERAL (
            SELECT * FROM task t WHERE t.org_id = o.org_id AND\s"""
                    + Sight.PREDICATE + MATCHING
                    + """
             ORDER BY t.updated_at DESC, t.id DESC LIMIT $8::bigint + $9::bigint
             ) t
              JOIN organization g ON g.id = t.org_id
              JOIN project p ON p.org_id = t.org_id AND p.id = t.project_id
              LEFT JOIN requirement q ON q.org_id = t.org_id AND q.id = t.requirement_id
             ORDER BY t.updated_at DESC, t.id DESC LIMIT $8 OFFSET $9
            """;

    private static final String COUNT =
            "SELECT count(*) AS total FROM (SELECT FROM task t WHERE t.org_id = ANY ($1) AND " + Sight.PREDICATE
                    + MATCHING + " LIMIT " + MOST_COUNTED + ") c";

    /**
     * Which tasks, and what of them.
     *
     * @param statuses any of these; empty for all
     * @param kind null for any
     * @param query words, all of which must begin a word in title or description; null for any
     * @param wide whether descriptions and metadata are wanted
     * @param limit 1 to 100
     * @param offset up to {@link #FURTHEST_OFFSET}
     */
    public record Wanted(
            List<TaskStatus> statuses,
            @Nullable String kind,
            @Nullable String query,
            boolean wide,
            int limit,
            int offset) {
        public Wanted {
            statuses = List.copyOf(statuses);
        }

        private @Nullable String tsquery() {
            return new TaskFilter(null, List.of(), false, null, query, List.of(), null, null, null, Set.of(), 1, null)
                    .tsquery();
        }
    }

    /**
     * A page, newest change first.
     *
     * @param total of all that match, at most {@link #MOST_COUNTED}
     */
    public record Page(List<TaskView> tasks, long total) {
        public Page {
            tasks = List.copyOf(tasks);
        }
    }

    /** All statements are enqueued before this returns. */
    public Future<Page> read(ReadTx tx, Caller caller, Wanted wanted) {
        var sight = Sight.of(caller);
        var statuses = wanted.statuses().isEmpty()
                ? null
                : wanted.statuses().stream().map(TaskStatus::wire).toArray(String[]::new);
        var tasks = tx.list(
                PAGE,
                TaskView::of,
                sight.projects(),
                sight.assignee(),
                statuses,
                wanted.kind(),
                wanted.tsquery(),
                wanted.wide(),
                wanted.limit(),
                wanted.offset());
        var total = tx.one(
                COUNT,
                row -> row.getLong("total"),
                sight.projects(),
                sight.assignee(),
                statuses,
                wanted.kind(),
                wanted.tsquery());
        return Future.all(tasks, total).map(read -> new Page(tasks.result(), total.result()));
    }
}
