package dev.rota.report;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.task.Sight;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many tasks there are. */
public final class Statistics {
    private static final int MOST_ROWS = 1_000;

    /** One pass over the index counts what is alike; all that is asked is then summed up from these few. */
    private static final String COUNTED =
            """
            counted AS (
              SELECT t.org_id, t.project_id, t.status, t.kind, t.assignee,
                     CASE WHEN $6::text = 'day' THEN (t.created_at AT TIME ZONE 'UTC')::date END AS day, count(*) AS tasks
                FROM task t
               WHERE t.org_id = ANY ($1) AND ($5::timestamptz IS NULL OR t.created_at >= $5) AND\s"""
                    + Reach.TASKS
                    + "\n   GROUP BY 1, 2, 3, 4, 5, 6)\n";

    private static final String TOTALS = "WITH " + COUNTED
            + """
            SELECT v.of, v.value, sum(c.tasks)::bigint AS tasks
              FROM counted c
             CROSS JOIN LATERAL (VALUES (1, 'total', 'all'), (2, 'status', c.status), (3, 'kind', c.kind),
                                        (4, 'assignee', c.assignee)) v (place, of, value)
             WHERE v.value IS NOT NULL
             GROUP BY v.place, v.of, v.value ORDER BY v.place, tasks DESC, v.value LIMIT $7
            """;

    private static final String GROUPED = "WITH " + COUNTED
            + """
            SELECT g.slug, v.value, v.tasks, v.statuses
              FROM (SELECT s.org_id, s.value, sum(s.tasks)::bigint AS tasks, jsonb_object_agg(s.status, s.tasks) AS statuses
                      FROM (SELECT c.org_id, c.status, sum(c.tasks) AS tasks,
                                   CASE $6::text WHEN 'project' THEN p.key WHEN 'agent' THEN c.assignee
                                        WHEN 'status' THEN c.status ELSE c.day::text END AS value
                              FROM counted c
                              JOIN project p ON p.org_id = c.org_id AND p.id = c.project_id
                             GROUP BY c.org_id, c.status, value) s
                     GROUP BY s.org_id, s.value) v
              JOIN organization g ON g.id = v.org_id
             ORDER BY v.tasks DESC, v.value, g.slug LIMIT $7
            """;

    /**
     * How many tasks have one value of one property.
     *
     * @param of {@code total}, {@code status}, {@code kind} or {@code assignee}
     * @param value {@code all} of the total
     */
    public record Tally(String of, String value, long tasks) {
        JsonObject toJson() {
            return new JsonObject().put("of", of).put("value", value).put("tasks", tasks);
        }
    }

    /** Totals of what the caller sees: all, by status, by kind, by assignee; the largest first, at most 1,000. */
    public Future<List<Tally>> totals(
            ReadTx tx, Caller caller, @Nullable String project, @Nullable OffsetDateTime since) {
        return run(tx, caller, TOTALS, project, since, null).map(rows -> rows.stream()
                .map(row -> new Tally(row.getString("of"), row.getString("value"), row.getLong("tasks")))
                .toList());
    }

    /** As rows of {@code get_report}. */
    Future<List<JsonObject>> rows(ReadTx tx, Caller caller, ReportRequest request) {
        var by = request.groupBy();
        return by == null
                ? totals(tx, caller, request.project(), request.since())
                        .map(all -> all.stream().map(Tally::toJson).toList())
                : run(tx, caller, GROUPED, request.project(), request.since(), by)
                        .map(rows ->
                                rows.stream().map(row -> group(caller, by, row)).toList());
    }

    private static JsonObject group(Caller caller, Grouping by, Row row) {
        var json = Groups.begin(caller, by, row).put("tasks", row.getLong("tasks"));
        return by == Grouping.STATUS ? json : json.put("by_status", row.getJsonObject("statuses"));
    }

    private static Future<List<Row>> run(
            ReadTx tx,
            Caller caller,
            String sql,
            @Nullable String project,
            @Nullable OffsetDateTime since,
            @Nullable Grouping by) {
        var sight = Sight.of(caller);
        tx.planForValues();
        return tx.list(
                sql,
                row -> row,
                sight.projects(),
                sight.assignee(),
                project,
                since,
                by == null ? null : by.wire(),
                MOST_ROWS);
    }
}
