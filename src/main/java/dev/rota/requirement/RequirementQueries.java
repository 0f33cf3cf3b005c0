package dev.rota.requirement;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * SQL of keeping requirements in order. {@code $1} is the organization, or an array of them in reads; {@code $2} the only
 * projects that the credential reaches, null for all.
 */
final class RequirementQueries {
    private static final String COLUMNS =
            """
            SELECT r.id, r.key, r.title, CASE WHEN $3 THEN r.body ELSE '' END AS body, r.status, r.metadata, r.version,
                   r.created_at, r.updated_at, r.project_id, p.key AS project, p.name AS project_name,
                   p.review_required, g.slug AS organization,
                   (SELECT count(*) FROM task t WHERE t.org_id = r.org_id AND t.requirement_id = r.id
                       AND t.trashed_at IS NULL) AS tasks
              FROM requirement r
              JOIN project p ON p.org_id = r.org_id AND p.id = r.project_id
              JOIN organization g ON g.id = r.org_id
            """;

    private static final String REACHED = " AND ($2::bigint[] IS NULL OR r.project_id = ANY ($2))\n";

    /** {@code $3}: with their bodies. */
    static final String REACHABLE = COLUMNS + " WHERE r.org_id = ANY ($1)" + REACHED;

    private static final String LIST = REACHABLE
            + """
               AND ($4::text IS NULL OR p.key = upper($4) OR p.id::text = $4) AND ($5::text IS NULL OR r.status = $5)
               AND r.id > $6
             ORDER BY r.id LIMIT $7
            """;

    private static final String NAMED = " AND (r.key = upper($4) OR r.id::text = $4)";

    /** {@code $4}: key or id. */
    static final String FIND = REACHABLE + NAMED;

    private static final String LOCK = COLUMNS + " WHERE r.org_id = $1" + REACHED + NAMED + " FOR UPDATE OF r";

    private static final String SET =
            """
            UPDATE requirement SET title = $3, body = $4, status = $5, metadata = $6, version = version + 1,
                   updated_at = now()
             WHERE org_id = $1 AND id = $2
            RETURNING version, updated_at
            """;

    /** Those of a new one beside title and body, which is no change yet. */
    private static final String COMPLETE =
            "UPDATE requirement SET status = $3, metadata = $4 WHERE org_id = $1 AND id = $2";

    /** Also those in the trash, which may come back. */
    private static final String LINKED =
            "SELECT EXISTS (SELECT FROM task t WHERE t.org_id = $1 AND t.requirement_id = $2) AS linked";

    private static final String DELETE = "DELETE FROM requirement WHERE org_id = $1 AND id = $2";

    Future<List<RequirementDetails>> list(
            ReadTx tx,
            @Nullable Object reach,
            @Nullable String project,
            @Nullable String status,
            long after,
            int limit) {
        return tx.list(LIST, RequirementQueries::details, reach, false, project, status, after, limit);
    }

    Future<Optional<RequirementDetails>> find(ReadTx tx, @Nullable Object reach, String reference) {
        return tx.first(FIND, RequirementQueries::details, reach, true, reference);
    }

    Future<Optional<RequirementDetails>> lock(OrganizationTx tx, @Nullable Object reach, String reference) {
        return tx.first(LOCK, RequirementQueries::details, reach, true, reference);
    }

    Future<Integer> set(OrganizationTx tx, long id, String title, String body, String status, JsonObject metadata) {
        return tx.one(SET, row -> row.getInteger("version"), id, title, body, status, metadata);
    }

    Future<Integer> complete(OrganizationTx tx, long id, String status, JsonObject metadata) {
        return tx.count(COMPLETE, id, status, metadata);
    }

    Future<Boolean> isLinked(OrganizationTx tx, long id) {
        return tx.one(LINKED, row -> row.getBoolean("linked"), id);
    }

    Future<Integer> delete(OrganizationTx tx, long id) {
        return tx.count(DELETE, id);
    }

    private static RequirementDetails details(Row row) {
        return new RequirementDetails(Requirement.of(row), row.getLong("tasks"));
    }
}
