package dev.rota.project;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * SQL of keeping projects in order. {@code $1} is the organization, or an array of them in reads; {@code $2} the only
 * projects that the credential reaches, null for all.
 */
final class ProjectQueries {
    private static final String LIST =
            """
            SELECT id, key, name, review_required, version, created_at FROM project
             WHERE org_id = ANY ($1) AND ($2::bigint[] IS NULL OR id = ANY ($2)) AND id > $3 ORDER BY id LIMIT $4
            """;

    private static final String FIND =
            """
            SELECT id, key, name, review_required, version, created_at FROM project
             WHERE org_id = ANY ($1) AND ($2::bigint[] IS NULL OR id = ANY ($2)) AND (key = upper($3) OR id::text = $3)
            """;

    private static final String LOCK =
            """
            SELECT id, key, name, review_required, version, created_at FROM project
             WHERE org_id = $1 AND ($2::bigint[] IS NULL OR id = ANY ($2)) AND (key = upper($3) OR id::text = $3)
               FOR UPDATE
            """;

    private static final String CHANGE =
            """
            UPDATE project SET name = $3, review_required = $4, version = version + 1 WHERE org_id = $1 AND id = $2
            """;

    /**
     * What keeps a project from being deleted. Its numbers tell what it ever had: a task that was deleted for good is still
     * named in the audit and counted in sums. A default project may go as the last one only.
     */
    private static final String USES =
            """
            SELECT p.last_task_number > 0 AS tasks, p.last_requirement_number > 0 AS requirements,
                   EXISTS (SELECT FROM organization g WHERE g.id = $1 AND g.default_project_id = $2) AS usual,
                   EXISTS (SELECT FROM project o WHERE o.org_id = $1 AND o.id <> $2) AS others
              FROM project p WHERE p.org_id = $1 AND p.id = $2
            """;

    private static final String NO_DEFAULT = "UPDATE organization SET default_project_id = NULL, version = version + 1"
            + " WHERE id = $1 AND default_project_id = $2";

    private static final String DELETE_GATES = "DELETE FROM gate WHERE org_id = $1 AND project_id = $2";

    private static final String DELETE = "DELETE FROM project WHERE org_id = $1 AND id = $2";

    /**
     * @param tasks whether it ever had one, as {@code requirements}
     * @param usual whether it is the default project
     * @param others whether there are other projects
     */
    record Uses(boolean tasks, boolean requirements, boolean usual, boolean others) {}

    Future<List<ProjectDetails>> list(ReadTx tx, @Nullable Object reach, long after, int limit) {
        return tx.list(LIST, ProjectQueries::details, reach, after, limit);
    }

    Future<Optional<ProjectDetails>> find(ReadTx tx, @Nullable Object reach, String reference) {
        return tx.first(FIND, ProjectQueries::details, reach, reference);
    }

    /** Nobody gives a task or a requirement a number of the project while it is locked. */
    Future<Optional<ProjectDetails>> lock(OrganizationTx tx, @Nullable Object reach, String reference) {
        return tx.first(LOCK, ProjectQueries::details, reach, reference);
    }

    Future<Integer> change(OrganizationTx tx, Project to) {
        return tx.count(CHANGE, to.id(), to.name(), to.reviewRequired());
    }

    Future<Uses> uses(OrganizationTx tx, long project) {
        return tx.one(
                USES,
                row -> new Uses(
                        row.getBoolean("tasks"),
                        row.getBoolean("requirements"),
                        row.getBoolean("usual"),
                        row.getBoolean("others")),
                project);
    }

    void delete(OrganizationTx tx, long project) {
        tx.last(tx.count(NO_DEFAULT, project));
        tx.last(tx.count(DELETE_GATES, project));
        tx.last(tx.count(DELETE, project));
    }

    private static ProjectDetails details(Row row) {
        return new ProjectDetails(
                Projects.project(row), row.getInteger("version"), row.getOffsetDateTime("created_at"));
    }
}
