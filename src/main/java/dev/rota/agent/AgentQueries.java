package dev.rota.agent;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** SQL of agents. */
final class AgentQueries {
    private static final String VIEW =
            """
            SELECT a.id, a.name, a.owner_user_id, u.name AS owner_name, a.active, a.created_at
              FROM agent a LEFT JOIN user_account u ON u.id = a.owner_user_id
             WHERE a.org_id = ANY ($1)
            """;

    private static final String PAGE = VIEW + " AND a.id > $2 ORDER BY a.id LIMIT $3";
    private static final String ONE = VIEW + " AND a.id = $2";
    private static final String NAMED =
            """
            SELECT id FROM agent WHERE org_id = $1 AND active AND (name = $2 OR id::text = $2)
             ORDER BY name = $2 DESC LIMIT 1
            """;

    private static final String HOLD = "SELECT owner_user_id FROM agent WHERE org_id = $1 AND id = $2 FOR UPDATE";
    private static final String INSERT =
            """
            WITH made AS (INSERT INTO agent (org_id, name, owner_user_id) VALUES ($1, $2, $3) RETURNING id)
            SELECT id FROM made
            """;

    private static final String CHANGE =
            """
            UPDATE agent SET name = coalesce($3, name), active = coalesce($4, active) WHERE org_id = $1 AND id = $2
            """;

    Future<List<Agent>> list(ReadTx tx, long after, int most) {
        return tx.list(PAGE, Agent::of, after, most);
    }

    Future<Optional<Agent>> one(ReadTx tx, long id) {
        return tx.first(ONE, Agent::of, id);
    }

    /** The number of an active agent by its name, or else by its number in digits. */
    Future<Optional<Long>> named(OrganizationTx tx, String reference) {
        return tx.first(NAMED, row -> row.getLong("id"), reference);
    }

    /** Its owner; it stays as it is until the transaction ends. */
    Future<Optional<Long>> hold(OrganizationTx tx, long id) {
        return tx.first(HOLD, row -> row.getLong("owner_user_id"), id);
    }

    Future<Long> insert(OrganizationTx tx, String name, long owner) {
        return tx.one(INSERT, row -> row.getLong("id"), name, owner);
    }

    /** Changes what is not null. */
    Future<Integer> change(OrganizationTx tx, long id, @Nullable String name, @Nullable Boolean active) {
        return tx.count(CHANGE, id, name, active);
    }
}
