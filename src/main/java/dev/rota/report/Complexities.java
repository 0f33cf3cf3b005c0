package dev.rota.report;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.task.Complexity;
import dev.rota.task.ProjectReach;
import dev.rota.task.Sight;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How hard tasks look. */
public final class Complexities {
    private static final int MOST_ROWS = 1_000;

    private static final String GRADES =
            """
            WITH counted AS (
              SELECT t.org_id, t.project_id, t.status, t.complexity, t.complexity_score, t.assignee,
                     CASE WHEN $6::text = 'day' THEN (t.created_at AT TIME ZONE 'UTC')::date END AS day, count(*) AS tasks
                FROM task t
               WHERE t.org_id = ANY ($1) AND ($5::timestamptz IS NULL OR t.created_at >= $5) AND\s"""
                    + Reach.TASKS
                    + """

               GROUP BY 1, 2, 3, 4, 5, 6, 7)
            SELECT g.slug, v.complexity, v.tasks, v.open, v.score, v.value
              FROM (SELECT c.org_id, c.complexity, sum(c.tasks)::bigint AS tasks,
                           coalesce(sum(c.tasks) FILTER (WHERE c.status NOT IN ('done', 'failed', 'cancelled')), 0)::bigint AS open,
                           round(sum(c.complexity_score * c.tasks) / sum(c.tasks), 1)::float8 AS score,
                           CASE $6::text WHEN 'project' THEN p.key WHEN 'agent' THEN c.assignee
                                WHEN 'status' THEN c.status WHEN 'day' THEN c.day::text END AS value
                      FROM counted c
                      JOIN project p ON p.org_id = c.org_id AND p.id = c.project_id
                     GROUP BY c.org_id, c.complexity, value) v
              JOIN organization g ON g.id = v.org_id
             ORDER BY v.value, v.score DESC, g.slug LIMIT $7
            """;

    /** In the order of the index, so that only those that are told are looked at. */
    private static final String HARDEST =
            """
            SELECT t.id, t.key, t.title, t.status, t.complexity, t.complexity_score, t.parent_id IS NOT NULL AS nested
              FROM task t
             WHERE t.org_id = ANY ($1) AND t.status IN ('backlog', 'todo', 'in_progress', 'in_review')
               AND t.complexity_score >= $5::integer AND\s"""
                    + Reach.TASKS
                    + "\n ORDER BY t.complexity_score DESC, t.id LIMIT $6";

    /** The same of chosen ones: the number of a task is what its key ends with. */
    private static final String CHOSEN =
            """
            SELECT t.id, t.key, t.title, t.status, t.complexity, t.complexity_score, t.parent_id IS NOT NULL AS nested
              FROM task t
             WHERE t.org_id = ANY ($1) AND t.status IN ('backlog', 'todo', 'in_progress', 'in_review')
               AND ($5::bigint[] IS NULL OR t.id = ANY ($5))
               AND split_part(t.key, '-', 2)::bigint BETWEEN $6::bigint AND $7::bigint AND\s"""
                    + Reach.TASKS
                    + "\n ORDER BY t.complexity_score DESC, t.id LIMIT $8";

    /**
     * Which tasks are meant.
     *
     * @param ids only these; null for all
     * @param first the smallest number that is told
     * @param last the greatest
     */
    public record Choice(@Nullable List<Long> ids, long first, long last) {
        public static final Choice ALL = new Choice(null, 1, Long.MAX_VALUE);

        public Choice {
            ids = ids == null ? null : List.copyOf(ids);
        }
    }

    /**
     * A task and how hard it looks.
     *
     * @param score 1 to 10
     * @param nested whether it is part of another
     */
    public record Graded(
            long id, String key, String title, String status, Complexity.Grade grade, int score, boolean nested) {
        static Graded of(Row row) {
            return new Graded(
                    row.getLong("id"),
                    row.getString("key"),
                    row.getString("title"),
                    row.getString("status"),
                    Complexity.Grade.of(row.getString("complexity")),
                    row.getInteger("complexity_score"),
                    row.getBoolean("nested"));
        }
    }

    /**
     * Tasks that are not finished, the hardest first. Fails with {@code not_found} for a project out of reach.
     *
     * @param project key or id; null for all that the caller sees
     * @param least the smallest score that is told, 1 to 10
     * @param limit at most 1,000
     */
    public Future<List<Graded>> hardest(ReadTx tx, Caller caller, @Nullable String project, int least, int limit) {
        var sight = Sight.of(caller);
        var known = ProjectReach.require(tx, sight, project);
        tx.planForValues();
        var found = tx.list(
                HARDEST, Graded::of, sight.projects(), sight.assignee(), project, least, Math.min(MOST_ROWS, limit));
        return known.compose(there -> found);
    }

    /**
     * Those of the chosen tasks that are not finished, the hardest first. Fails as {@link #hardest}.
     *
     * @param limit at most 1,000
     */
    public Future<List<Graded>> hardest(ReadTx tx, Caller caller, String project, Choice choice, int limit) {
        if (choice.equals(Choice.ALL)) {
            return hardest(tx, caller, project, 1, limit);
        }
        var sight = Sight.of(caller);
        var known = ProjectReach.require(tx, sight, project);
        var ids = choice.ids();
        var found = tx.list(
                CHOSEN,
                Graded::of,
                sight.projects(),
                sight.assignee(),
                project,
                ids == null ? null : ids.toArray(Long[]::new),
                choice.first(),
                choice.last(),
                Math.min(MOST_ROWS, limit));
        return known.compose(there -> found);
    }

    /** As rows of {@code get_report}: one for each grade, in each group. */
    Future<List<JsonObject>> rows(ReadTx tx, Caller caller, ReportRequest request) {
        var sight = Sight.of(caller);
        var by = request.groupBy();
        tx.planForValues();
        return tx.list(
                        GRADES,
                        row -> row,
                        sight.projects(),
                        sight.assignee(),
                        request.project(),
                        request.since(),
                        by == null ? null : by.wire(),
                        MOST_ROWS)
                .map(rows -> rows.stream().map(row -> grade(caller, by, row)).toList());
    }

    private static JsonObject grade(Caller caller, @Nullable Grouping by, Row row) {
        var grade = Objects.requireNonNull(row.getString("complexity"));
        var json = Groups.begin(caller, by, row);
        if (caller.spansOrganizations()) {
            json.put("organization", row.getString("slug"));
        }
        return json.put("class", grade)
                .put("validation", Complexity.Grade.of(grade).validation())
                .put("score", row.getDouble("score"))
                .put("tasks", row.getLong("tasks"))
                .put("open", row.getLong("open"));
    }
}
