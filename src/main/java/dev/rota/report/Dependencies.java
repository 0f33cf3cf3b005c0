package dev.rota.report;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.task.ProjectReach;
import dev.rota.task.Sight;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong with dependencies, and their longest chain. */
public final class Dependencies {
    /** More links of open tasks than this are not looked at; the report says so. */
    static final int MOST_LINKS = 20_000;

    static final int MOST_DANGLING = 100;

    /** Links between tasks that are not finished: by one pass over the index of these, and one over that of the links. */
    private static final String LINKS =
            """
            WITH open AS MATERIALIZED (
              SELECT t.org_id, t.id, t.key FROM task t
               WHERE t.org_id = ANY ($1) AND t.status IN ('backlog', 'todo', 'in_progress', 'in_review') AND\s"""
                    + Reach.TASKS
                    + """
            ), link AS (
              SELECT a.org_id, a.key AS task, b.key AS target
                FROM task_link l JOIN open a ON a.id = l.task_id JOIN open b ON b.id = l.target_id
               WHERE l.org_id = ANY ($1) AND l.type = 'depends_on' LIMIT $5)
            SELECT (SELECT g.slug FROM organization g WHERE g.id = l.org_id) AS slug,
                   array_agg(l.task) AS tasks, array_agg(l.target) AS targets
              FROM link l GROUP BY l.org_id
            """;

    /**
     * From the few that were given up to what waits, or waited, for them, each looked up by itself: both are in the
     * caller's sight, or neither is told.
     */
    private static final String DANGLING =
            """
            SELECT g.slug, t.key, d.key AS target,
                   CASE WHEN d.trashed_at IS NULL THEN d.status ELSE 'trashed' END AS target_status,
                   d.status = 'failed' AND d.trashed_at IS NULL AS blocks
              FROM task d
             CROSS JOIN LATERAL (SELECT l.org_id, l.task_id FROM task_link l
                                  WHERE l.org_id = d.org_id AND l.target_id = d.id AND l.type = 'depends_on' OFFSET 0) l
             CROSS JOIN LATERAL (SELECT x.org_id, x.key, x.status, x.trashed_at, x.project_id, x.assignee_kind, x.assignee_id
                                  FROM task x WHERE x.org_id = l.org_id AND x.id = l.task_id OFFSET 0) t
              JOIN organization g ON g.id = t.org_id
             WHERE d.org_id = ANY ($1) AND (d.status IN ('failed', 'cancelled') OR d.trashed_at IS NOT NULL)
               AND t.status IN ('backlog', 'todo', 'in_progress', 'in_review') AND\s"""
                    + Reach.TASKS
                    + "\n   AND "
                    + Sight.WITH_TRASH.replace("t.", "d.")
                    + "\n LIMIT $5";

    /**
     * A dependency on what will not be done.
     *
     * @param organization slug
     * @param targetStatus {@code failed}, {@code cancelled} or {@code trashed}
     * @param blocks whether the task waits for it for ever
     */
    public record Dangling(String organization, String task, String target, String targetStatus, boolean blocks) {}

    /**
     * What was found.
     *
     * @param cycles keys of tasks that wait for each other in a circle, the first one again at the end
     * @param dangling at most 100
     * @param longestChain keys, from one that waits to one that waits for nothing; empty where nothing waits
     * @param whole whether all links were looked at: 20,000 are, at most
     */
    public record Found(List<List<String>> cycles, List<Dangling> dangling, List<String> longestChain, boolean whole) {}

    /** Looks at tasks that are not finished. Fails with {@code not_found} for a project out of reach. */
    public Future<Found> find(ReadTx tx, Caller caller, @Nullable String project) {
        var sight = Sight.of(caller);
        var known = ProjectReach.require(tx, sight, project);
        tx.planForValues();
        var links = tx.list(LINKS, row -> row, sight.projects(), sight.assignee(), project, MOST_LINKS + 1);
        var dangling =
                tx.list(DANGLING, Dependencies::dangling, sight.projects(), sight.assignee(), project, MOST_DANGLING);
        return known.compose(there -> links).compose(rows -> dangling.map(given -> found(rows, given)));
    }

    private static Dangling dangling(Row row) {
        return new Dangling(
                row.getString("slug"),
                row.getString("key"),
                row.getString("target"),
                row.getString("target_status"),
                row.getBoolean("blocks"));
    }

    /** Keys are one organization's: each has a graph of its own. */
    private static Found found(List<Row> rows, List<Dangling> dangling) {
        var cycles = new ArrayList<List<String>>();
        List<String> longest = List.of();
        var links = 0;
        for (var row : rows) {
            var tasks = row.getArrayOfStrings("tasks");
            var targets = row.getArrayOfStrings("targets");
            links += tasks.length;
            var graph = new DependencyGraph();
            for (var i = 0; i < Math.min(tasks.length, MOST_LINKS); i++) {
                graph.add(tasks[i], targets[i]);
            }
            var findings = graph.findings();
            cycles.addAll(findings.cycles());
            longest = findings.longestChain().size() > longest.size() ? findings.longestChain() : longest;
        }
        return new Found(cycles, dangling, longest, links <= MOST_LINKS);
    }

    /** As rows of {@code get_report}: circles, what dangles, then the longest chain. */
    Future<List<JsonObject>> rows(ReadTx tx, Caller caller, ReportRequest request) {
        return find(tx, caller, request.project()).map(found -> {
            var rows = new ArrayList<JsonObject>();
            found.cycles()
                    .forEach(cycle ->
                            rows.add(new JsonObject().put("finding", "cycle").put("tasks", new JsonArray(cycle))));
            found.dangling().forEach(one -> rows.add(row(caller, one)));
            if (!found.longestChain().isEmpty()) {
                rows.add(new JsonObject()
                        .put("finding", "longest_chain")
                        .put("length", found.longestChain().size())
                        .put("tasks", new JsonArray(found.longestChain())));
            }
            if (!found.whole()) {
                rows.add(new JsonObject().put("finding", "not_looked_at").put("beyond_links", MOST_LINKS));
            }
            return rows;
        });
    }

    private static JsonObject row(Caller caller, Dangling one) {
        var json = new JsonObject().put("finding", "dangling");
        if (caller.spansOrganizations()) {
            json.put("organization", one.organization());
        }
        return json.put("task", one.task())
                .put("depends_on", one.target())
                .put("status", one.targetStatus())
                .put("blocks", one.blocks());
    }
}
