package dev.rota.grant;

import dev.rota.database.OrganizationTx;
import dev.rota.database.PersonTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * Grants that count, as the admin API sees and ends them: a person their own, an organization those that reach it. The newest
 * first.
 */
public final class Grants {
    private static final String VIEW =
            """
            SELECT g.id, g.public_id, g.client_id, g.client_name, g.resource, g.scopes, g.user_id, u.name AS user_name,
                   g.agent_id, a.name AS agent_name, g.created_at, g.expires_at,
                   CASE WHEN g.organizations IS NOT NULL OR EXISTS (
                          SELECT FROM credential_block b WHERE b.org_id = ANY ($1) AND b.credential = g.public_id) THEN
                     ARRAY(SELECT o.slug FROM organization o
                            WHERE o.id = ANY ($1) AND (g.organizations IS NULL OR o.id = ANY (g.organizations))
                              AND NOT EXISTS (SELECT FROM credential_block b
                                               WHERE b.org_id = ANY ($1) AND b.org_id = o.id AND b.credential = g.public_id)
                            ORDER BY o.slug) END AS organizations,
                   CASE WHEN g.projects IS NOT NULL THEN
                     ARRAY(SELECT DISTINCT p.key FROM project p WHERE p.org_id = ANY ($1) AND p.id = ANY (g.projects)
                            ORDER BY p.key) END AS project_keys
              FROM oauth_grant g
              LEFT JOIN user_account u ON u.id = g.user_id
              LEFT JOIN agent a ON a.org_id = ANY ($1) AND a.org_id = g.agent_org_id AND a.id = g.agent_id
            """;

    private static final String OWN = VIEW
            + """
             WHERE g.user_id = $2 AND g.agent_id IS NULL AND g.revoked_at IS NULL AND g.expires_at > now()
            """;

    private static final String REACHING = VIEW
            + """
             WHERE g.revoked_at IS NULL AND g.expires_at > now()
               AND (g.agent_org_id = ANY ($1)
                    OR (g.agent_org_id IS NULL AND (g.organizations IS NULL OR g.organizations && $1)
                        AND EXISTS (SELECT FROM membership m
                                     WHERE m.org_id = ANY ($1) AND m.user_id = g.user_id AND m.active)
                        AND NOT EXISTS (SELECT FROM credential_block b
                                         WHERE b.org_id = ANY ($1) AND b.credential = g.public_id)))
            """;

    private static final String OWN_PAGE = OWN + " AND g.id < $3 ORDER BY g.id DESC LIMIT $4";
    private static final String OWN_ONE = OWN + " AND g.public_id = $3";
    private static final String REACHING_PAGE = REACHING + " AND g.id < $2 ORDER BY g.id DESC LIMIT $3";
    private static final String REACHING_ONE = REACHING + " AND g.public_id = $2";
    private static final String END_OWN =
            "SELECT rota.enter_ended_grant($2, NULL, 'person') AS ended WHERE $1::bigint > 0";
    private static final String END_HERE = "SELECT rota.enter_ended_grant($2, $1, 'organization') AS ended";

    /** A person's own; at most {@code most} of those made before the one of number {@code before}. */
    public Future<List<Grant>> own(ReadTx tx, long user, long before, int most) {
        return tx.list(OWN_PAGE, Grant::of, user, before, most);
    }

    /** One of a person's own. Fails with {@code not_found}. */
    public Future<Grant> own(ReadTx tx, long user, String id) {
        return tx.first(OWN_ONE, Grant::of, user, id).map(found -> found.orElseThrow(Grants::absent));
    }

    /** Those that reach the organization: of its members for themselves, and of its agents. */
    public Future<List<Grant>> reaching(ReadTx tx, long before, int most) {
        return tx.list(REACHING_PAGE, Grant::of, before, most);
    }

    /** One of them. Fails with {@code not_found}. */
    public Future<Grant> reaching(ReadTx tx, String id) {
        return tx.first(REACHING_ONE, Grant::of, id).map(found -> found.orElseThrow(Grants::absent));
    }

    /** Ends one of the person's own with all that came of it; its number. Fails with {@code not_found}. */
    public Future<Long> end(PersonTx tx, String id) {
        return tx.first(END_OWN, row -> Optional.<Long>ofNullable(row.getLong("ended")), id)
                .map(found -> found.flatMap(ended -> ended).orElseThrow(Grants::absent));
    }

    /**
     * Ends one for this organization: where it reaches others too, it goes on there. Its number. Fails with
     * {@code not_found}.
     */
    public Future<Long> end(OrganizationTx tx, String id) {
        return tx.first(END_HERE, row -> Optional.<Long>ofNullable(row.getLong("ended")), id)
                .map(found -> found.flatMap(ended -> ended).orElseThrow(Grants::absent));
    }

    private static RuntimeException absent() {
        return new Failure.NotFound("grant").asException();
    }
}
