package dev.rota.task;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Projects with how much there is to do in each. */
public final class ProjectTotals {
    /** Only the projects of one page are counted, each from its own part of the index. */
    private static final String LIST =
            """
            SELECT p.org_id, p.id, p.key, p.name, g.slug AS organization, n.open, n.in_progress, y.ready
              FROM (SELECT p.org_id, p.id, p.key, p.name FROM project p
                     WHERE p.org_id = ANY ($1) AND ($2::bigint[] IS NULL OR p.id = ANY ($2))
                       AND ($4::text IS NULL OR starts_with(p.key, upper($4)) OR strpos(lower(p.name), lower($4)) > 0)
                       AND (p.org_id, p.id) > ($5::bigint, $6::bigint)
                     ORDER BY p.org_id, p.id LIMIT $7) p
              JOIN organization g ON g.id = p.org_id
             CROSS JOIN LATERAL (
               SELECT count(*) AS open, count(*) FILTER (WHERE t.status = 'in_progress') AS in_progress FROM task t
                WHERE t.org_id = p.org_id AND t.project_id = p.id
                  AND t.status IN ('backlog', 'todo', 'in_progress', 'in_review') AND\s"""
                    + Sight.PREDICATE
                    + """
            ) n
             CROSS JOIN LATERAL (
               SELECT count(*) AS ready FROM task t
                WHERE t.org_id = p.org_id AND t.project_id = p.id AND t.status = 'todo' AND\s"""
                    + Sight.PREDICATE
                    + """

                  AND NOT EXISTS (SELECT FROM task_link l JOIN task d ON d.org_id = l.org_id AND d.id = l.target_id
                         WHERE l.org_id = t.org_id AND l.task_id = t.id AND l.type = 'depends_on'
                           AND d.status NOT IN ('done', 'cancelled') AND d.trashed_at IS NULL)
                  AND NOT EXISTS (SELECT FROM attempt a WHERE a.org_id = t.org_id AND a.task_id = t.id
                           AND a.status = 'running' AND a.lease_expires_at > now())
                  AND NOT EXISTS (SELECT FROM question q WHERE q.org_id = t.org_id AND q.task_id = t.id
                           AND q.answered_at IS NULL)
                  AND\s"""
                    + CheckTasks.claimable("$8")
                    + ") y\n ORDER BY p.org_id, p.id";

    /**
     * A project and its tasks in the caller's sight.
     *
     * @param organization slug
     * @param open tasks that are not done, failed or cancelled
     * @param ready tasks that can be claimed now
     */
    public record Total(
            long organizationId,
            long id,
            String key,
            String name,
            String organization,
            long open,
            long inProgress,
            long ready) {}

    /**
     * Projects that the caller's credential reaches, by organization and age.
     *
     * @param query begins the key, or is in the name; null for all
     * @param afterOrganization with {@code afterId} the last project of the page before; 0 for the first page
     */
    public Future<List<Total>> list(
            ReadTx tx, Caller caller, @Nullable String query, long afterOrganization, long afterId, int limit) {
        var sight = Sight.of(caller);
        return tx.list(
                LIST,
                row -> new Total(
                        row.getLong("org_id"),
                        row.getLong("id"),
                        row.getString("key"),
                        row.getString("name"),
                        row.getString("organization"),
                        row.getLong("open"),
                        row.getLong("in_progress"),
                        row.getLong("ready")),
                sight.projects(),
                sight.assignee(),
                query,
                afterOrganization,
                afterId,
                limit,
                CheckTasks.isRunner(caller));
    }
}
