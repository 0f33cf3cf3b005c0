package dev.rota.report;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.task.Sight;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;

/** Gates, and how far the tasks before them are with the evidence. */
public final class Quality {
    private static final int MOST_GATES = 200;
    private static final List<String> FOUND = List.of("pass", "warn", "fail", "critical", "major", "minor");

    /** Tasks in review stand before a gate of {@code done}: few of all, found by their status. */
    private static final String GATES =
            """
            SELECT o.slug, p.key AS project, g.name, g.statuses, g.artifacts, g.commits, g.checked, w.*
              FROM gate g
              JOIN organization o ON o.id = g.org_id
              JOIN project p ON p.org_id = g.org_id AND p.id = g.project_id
             CROSS JOIN LATERAL (
               SELECT count(*) AS waiting, count(*) FILTER (WHERE k.status = 'pass') AS pass,
                      count(*) FILTER (WHERE k.status = 'warn') AS warn, count(*) FILTER (WHERE k.status = 'fail') AS fail,
                      sum(k.critical) AS critical, sum(k.major) AS major, sum(k.minor) AS minor,
                      count(*) FILTER (WHERE NOT EXISTS (SELECT FROM unnest(g.artifacts) AS wanted (type)
                          WHERE NOT EXISTS (SELECT FROM artifact a WHERE a.org_id = r.org_id AND a.task_id = r.id
                                               AND a.type = wanted.type AND a.content IS NOT NULL))
                        AND (g.commits = 0 OR (SELECT count(*) FROM (SELECT FROM commit_entry c
                              WHERE c.org_id = r.org_id AND c.task_id = r.id LIMIT 100) n) >= g.commits)
                        AND (NOT g.checked OR (k.status <> 'fail' AND k.critical <= coalesce(g.max_critical, k.critical)
                              AND k.major <= coalesce(g.max_major, k.major)
                              AND k.minor <= coalesce(g.max_minor, k.minor)))) AS complete
                 FROM (SELECT t.org_id, t.id FROM task t
                        WHERE t.org_id = g.org_id AND t.project_id = g.project_id AND t.status = 'in_review' AND\s"""
                    + Sight.PREDICATE
                    + """
             LIMIT 1000) r
                 LEFT JOIN LATERAL (SELECT c.status, c.critical, c.major, c.minor FROM check_result c
                                     WHERE c.org_id = r.org_id AND c.task_id = r.id AND c.gate = g.name
                                     ORDER BY c.id DESC LIMIT 1) k ON true) w
             WHERE g.org_id = ANY ($1) AND ($2::bigint[] IS NULL OR g.project_id = ANY ($2)) AND\s"""
                    + Reach.PROJECT.replace("%s", "g.project_id")
                    + "\n ORDER BY o.slug, g.name LIMIT $5";

    /**
     * As rows of {@code get_report}, one for each gate: what it requires, how many tasks in review stand before it (1,000 are
     * counted at most), how many of these have shown all of it, and what the last check of each found.
     */
    Future<List<JsonObject>> rows(ReadTx tx, Caller caller, ReportRequest request) {
        var sight = Sight.of(caller);
        tx.planForValues();
        return tx.list(
                GATES, row -> row(caller, row), sight.projects(), sight.assignee(), request.project(), MOST_GATES);
    }

    private static JsonObject row(Caller caller, Row row) {
        var json = new JsonObject();
        if (caller.spansOrganizations()) {
            json.put("organization", row.getString("slug"));
        }
        json.put("project", row.getString("project"))
                .put("gate", row.getString("name"))
                .put("when", new JsonArray(List.of((Object[]) row.getArrayOfStrings("statuses"))));
        if (row.getArrayOfStrings("artifacts").length > 0) {
            json.put("artifacts", new JsonArray(List.of((Object[]) row.getArrayOfStrings("artifacts"))));
        }
        if (row.getInteger("commits") > 0) {
            json.put("commits", row.getInteger("commits"));
        }
        json.put("in_review", row.getLong("waiting")).put("complete", row.getLong("complete"));
        return row.getBoolean("checked") ? json.put("checks", checks(row)) : json;
    }

    private static JsonObject checks(Row row) {
        var checks = new JsonObject();
        for (var found : FOUND) {
            var number = row.getLong(found);
            checks.put(found, number == null ? 0 : number);
        }
        return checks;
    }
}
