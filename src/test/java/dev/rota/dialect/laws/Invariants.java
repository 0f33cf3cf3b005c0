package dev.rota.dialect.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import java.util.Map;
import java.util.TreeMap;

/** What is so of an organization's rows between any two calls (catalogue section 6), as the superuser sees it. */
final class Invariants {
    /** Each finds what must not be there. */
    private static final Map<String, String> FORBIDDEN = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    "two attempts run on one task",
                    "SELECT task_id FROM rota.attempt WHERE org_id = ORG AND status = 'running' GROUP BY 1 HAVING count(*) > 1"),
            Map.entry(
                    "an attempt runs on a finished task",
                    "SELECT t.key FROM rota.task t JOIN rota.attempt a ON a.org_id = t.org_id AND a.task_id = t.id"
                            + " WHERE t.org_id = ORG AND a.status = 'running' AND t.status IN ('done', 'failed', 'cancelled')"),
            Map.entry(
                    "finished without a time, or a time without being finished",
                    "SELECT key FROM rota.task WHERE org_id = ORG"
                            + " AND (completed_at IS NOT NULL) <> (status IN ('done', 'failed', 'cancelled'))"),
            Map.entry(
                    "a version that the history does not know",
                    "SELECT t.key FROM rota.task t WHERE t.org_id = ORG AND t.version <> (SELECT max(e.version)"
                            + " FROM rota.task_event e WHERE e.org_id = t.org_id AND e.task_id = t.id)"),
            Map.entry(
                    "a version that two changes share",
                    "SELECT task_id, version FROM rota.task_event WHERE org_id = ORG AND changes IS NOT NULL"
                            + " GROUP BY 1, 2 HAVING count(*) > 1"),
            Map.entry(
                    "a status that is not what the last change made it",
                    "SELECT t.key FROM rota.task t CROSS JOIN LATERAL (SELECT e.changes -> 'status' ->> 'after' AS status FROM"
                            + " rota.task_event e WHERE e.org_id = t.org_id AND e.task_id = t.id AND jsonb_exists(e.changes, 'status')"
                            + " ORDER BY e.version DESC, e.id DESC LIMIT 1) last"
                            + " WHERE t.org_id = ORG AND last.status <> t.status"),
            Map.entry(
                    "a cycle of dependencies",
                    "WITH RECURSIVE way (start, at) AS (SELECT task_id, target_id FROM rota.task_link WHERE org_id = ORG AND type ="
                            + " 'depends_on' UNION SELECT w.start, l.target_id FROM way w JOIN rota.task_link l ON l.org_id = ORG"
                            + " AND l.task_id = w.at AND l.type = 'depends_on') SELECT start FROM way WHERE start = at"),
            Map.entry(
                    "two children of one number",
                    "SELECT parent_id, child_no FROM rota.task WHERE org_id = ORG AND parent_id IS NOT NULL"
                            + " GROUP BY 1, 2 HAVING count(*) > 1"),
            Map.entry(
                    "a lease without its attempt, or an attempt without its lease",
                    "SELECT coalesce(a.id, w.subject_id) FROM (SELECT * FROM rota.attempt WHERE org_id = ORG AND status ="
                            + " 'running') a FULL JOIN (SELECT * FROM rota.work_queue WHERE org_id = ORG AND kind = 'lease') w"
                            + " ON w.subject_id = a.id WHERE a.id IS NULL OR w.subject_id IS NULL")));

    private Invariants() {}

    static void hold(TestDatabase database, TestOrganization organization) {
        FORBIDDEN.forEach((what, sql) -> assertThat(
                        database.ask(sql.replace("ORG", organization.id().toString())))
                .as(what)
                .isEmpty());
    }

    /** What can be claimed, by the definition: written down a second time, naively. */
    static String ready(TestOrganization organization) {
        return ("SELECT t.key FROM rota.task t WHERE t.org_id = ORG AND t.status = 'todo' AND t.trashed_at IS NULL"
                        + " AND NOT EXISTS (SELECT FROM rota.attempt a WHERE a.org_id = ORG AND a.task_id = t.id AND a.status ="
                        + " 'running') AND NOT EXISTS (SELECT FROM rota.task_link l JOIN rota.task d ON d.org_id = ORG AND d.id ="
                        + " l.target_id WHERE l.org_id = ORG AND l.task_id = t.id AND l.type = 'depends_on' AND d.status NOT IN"
                        + " ('done', 'cancelled') AND d.trashed_at IS NULL)")
                .replace("ORG", organization.id().toString());
    }
}
