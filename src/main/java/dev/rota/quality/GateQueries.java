package dev.rota.quality;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** SQL of gates. {@code $1} is the organization, or an array of them in reads. */
final class GateQueries {
    private static final String COLUMNS =
            """
            SELECT g.id, g.name, p.key AS project, g.description, g.statuses, g.artifacts, g.commits, g.checked,
                   g.max_critical, g.max_major, g.max_minor, g.version, g.created_at
              FROM gate g JOIN project p ON p.org_id = g.org_id AND p.id = g.project_id
            """;

    private static final String LIST = COLUMNS
            + """
             WHERE g.org_id = ANY ($1) AND ($2::bigint[] IS NULL OR g.project_id = ANY ($2))
               AND ($3::text IS NULL OR p.key = upper($3) OR p.id::text = $3) AND g.id > $4
             ORDER BY g.id LIMIT $5
            """;

    private static final String FIND = COLUMNS
            + " WHERE g.org_id = ANY ($1) AND ($2::bigint[] IS NULL OR g.project_id = ANY ($2)) AND g.name = $3";

    private static final String LOCK = COLUMNS
            + " WHERE g.org_id = $1 AND ($2::bigint[] IS NULL OR g.project_id = ANY ($2)) AND g.name = $3 FOR UPDATE OF g";

    /** Nobody adds one to the project meanwhile: its row is locked. */
    private static final String COUNT =
            """
            SELECT (SELECT count(*) FROM gate g WHERE g.org_id = $1 AND g.project_id = p.id) AS n
              FROM project p WHERE p.org_id = $1 AND p.id = $2 FOR UPDATE OF p
            """;

    private static final String CREATE =
            """
            INSERT INTO gate (org_id, project_id, name, description, statuses, artifacts, commits, checked, max_critical,
                   max_major, max_minor)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """;

    private static final String CHANGE =
            """
            UPDATE gate SET description = $3, statuses = $4, artifacts = $5, commits = $6, checked = $7,
                   max_critical = $8, max_major = $9, max_minor = $10, version = version + 1
             WHERE org_id = $1 AND id = $2
            """;

    private static final String DELETE = "DELETE FROM gate WHERE org_id = $1 AND id = $2";

    /**
     * Of checks the newest counts. A check task is held back by no gate, because it is what another task's gates wait for,
     * but by each check that it asks for and that nobody has answered.
     */
    private static final String MISSING =
            """
            SELECT m.name, m.artifacts, m.commits, m.finding FROM (
            SELECT g.id AS place, g.name,
                   ARRAY(SELECT w.type FROM unnest(g.artifacts) WITH ORDINALITY AS w (type, n)
                          WHERE NOT EXISTS (SELECT FROM artifact a WHERE a.org_id = $1 AND a.task_id = $3::bigint
                                               AND a.type = w.type AND a.content IS NOT NULL)
                          ORDER BY w.n) AS artifacts,
                   greatest(0, g.commits - (SELECT count(*) FROM (SELECT FROM commit_entry c
                      WHERE c.org_id = $1 AND c.task_id = $3::bigint LIMIT 100) k))::integer AS commits,
                   CASE WHEN g.checked THEN coalesce(
                     (SELECT CASE WHEN c.status = 'fail' THEN 'check that does not fail'
                                  WHEN c.critical > g.max_critical THEN 'check with at most ' || g.max_critical || ' critical'
                                  WHEN c.major > g.max_major THEN 'check with at most ' || g.max_major || ' major'
                                  WHEN c.minor > g.max_minor THEN 'check with at most ' || g.max_minor || ' minor'
                                  ELSE '' END
                        FROM check_result c WHERE c.org_id = $1 AND c.task_id = $3::bigint AND c.gate = g.name
                       ORDER BY c.id DESC LIMIT 1), 'check') ELSE '' END AS finding
              FROM gate g
             WHERE g.org_id = $1 AND g.project_id = $2 AND ($4::text IS NULL OR $4 = ANY (g.statuses))
               AND ($5::text IS NULL OR g.name = $5)
               AND NOT EXISTS (SELECT FROM check_request r WHERE r.org_id = $1 AND r.task_id = $3::bigint)
             UNION ALL
            SELECT w.n, w.gate, '{}', 0, 'check' FROM check_request r, unnest(r.gates) WITH ORDINALITY AS w (gate, n)
             WHERE r.org_id = $1 AND r.task_id = $3::bigint AND $4::text IS NOT NULL AND w.gate <> ALL (r.answered)) m
             ORDER BY m.place
            """;

    private static final String NAMES =
            """
            SELECT g.name FROM gate g JOIN task t ON t.org_id = g.org_id AND t.project_id = g.project_id
             WHERE g.org_id = $1 AND t.org_id = $1 AND t.id = $2 ORDER BY g.id
            """;

    Future<List<Gate>> list(ReadTx tx, @Nullable Object reach, @Nullable String project, long after, int limit) {
        return tx.list(LIST, Gate::of, reach, project, after, limit);
    }

    Future<Optional<Gate>> find(ReadTx tx, @Nullable Object reach, String name) {
        return tx.first(FIND, Gate::of, reach, name);
    }

    Future<Optional<Gate>> lock(OrganizationTx tx, @Nullable Object reach, String name) {
        return tx.first(LOCK, Gate::of, reach, name);
    }

    /** How many the project has; empty where it is gone. */
    Future<Optional<Long>> count(OrganizationTx tx, long project) {
        return tx.first(COUNT, row -> row.getLong("n"), project);
    }

    Future<Integer> create(
            OrganizationTx tx, long project, String name, @Nullable String description, Gate.Rules rules) {
        var check = rules.check();
        return tx.count(
                CREATE,
                project,
                name,
                description,
                rules.statuses().toArray(String[]::new),
                rules.artifacts().toArray(String[]::new),
                rules.commits(),
                check != null,
                check == null ? null : check.critical(),
                check == null ? null : check.major(),
                check == null ? null : check.minor());
    }

    Future<Integer> change(OrganizationTx tx, long gate, @Nullable String description, Gate.Rules rules) {
        var check = rules.check();
        return tx.count(
                CHANGE,
                gate,
                description,
                rules.statuses().toArray(String[]::new),
                rules.artifacts().toArray(String[]::new),
                rules.commits(),
                check != null,
                check == null ? null : check.critical(),
                check == null ? null : check.major(),
                check == null ? null : check.minor());
    }

    Future<Integer> delete(OrganizationTx tx, long gate) {
        return tx.count(DELETE, gate);
    }

    /** Of each gate of the project before {@code status}, null for any, and of that name, null for any. */
    Future<List<List<String>>> missing(
            OrganizationTx tx, long project, @Nullable Long task, @Nullable String status, @Nullable String name) {
        return tx.list(MISSING, GateQueries::missing, project, task, status, name);
    }

    Future<List<String>> names(OrganizationTx tx, long task) {
        return tx.list(NAMES, row -> row.getString("name"), task);
    }

    private static List<String> missing(Row row) {
        var name = row.getString("name");
        var missing = new ArrayList<String>();
        for (var type : row.getArrayOfStrings("artifacts")) {
            missing.add(name + ": artifact " + type);
        }
        var commits = row.getInteger("commits");
        if (commits > 0) {
            missing.add(name + ": " + commits + (commits == 1 ? " commit" : " commits"));
        }
        if (!row.getString("finding").isEmpty()) {
            missing.add(name + ": " + row.getString("finding"));
        }
        return missing;
    }
}
