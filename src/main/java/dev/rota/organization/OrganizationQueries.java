package dev.rota.organization;

import dev.rota.database.ReadTx;
import io.vertx.core.Future;
import java.util.List;

/** SQL of organizations as their members see them. */
public final class OrganizationQueries {
    private static final String LIST =
            """
            SELECT o.id, o.slug, o.name, o.policy, p.key AS default_project, o.version, o.created_at
              FROM organization o
              LEFT JOIN project p ON p.org_id = ANY ($1) AND o.id = p.org_id AND p.id = o.default_project_id
             WHERE o.id = ANY ($1) AND o.id > $2 ORDER BY o.id LIMIT $3
            """;

    /** Those that the transaction has entered, oldest first. */
    public Future<List<Organization>> list(ReadTx tx, long after, int most) {
        return tx.list(LIST, Organization::of, after, most);
    }
}
