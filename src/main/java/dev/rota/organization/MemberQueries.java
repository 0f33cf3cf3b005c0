package dev.rota.organization;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** SQL of members. */
public final class MemberQueries {
    private static final String LIST =
            """
            SELECT m.user_id, u.name, CASE WHEN $4 THEN u.email END AS email, m.role, m.joined_at
              FROM membership m JOIN user_account u ON u.id = m.user_id
             WHERE m.org_id = ANY ($1) AND m.active AND m.user_id > $2 ORDER BY m.user_id LIMIT $3
            """;

    private static final String FIND =
            """
            SELECT m.user_id, u.name, CASE WHEN $3 THEN u.email END AS email, m.role, m.joined_at
              FROM membership m JOIN user_account u ON u.id = m.user_id
             WHERE m.org_id = ANY ($1) AND m.active AND m.user_id = $2
            """;

    private static final String OWNERS =
            "SELECT count(*) AS owners FROM membership WHERE org_id = $1 AND role = 'owner' AND active";

    private static final String SET_ROLE = "UPDATE membership SET role = $3 WHERE org_id = $1 AND user_id = $2";

    private static final String DEPART = "SELECT rota.enter_departure($2) AS ended WHERE $1::bigint > 0";

    /** Those who belong to it, by id. */
    public Future<List<Member>> list(ReadTx tx, long after, int most, boolean withAddresses) {
        return tx.list(LIST, Member::of, after, most, withAddresses);
    }

    /** The member of that id; empty when there is none. */
    public Future<Optional<Member>> find(ReadTx tx, long user, boolean withAddress) {
        return tx.first(FIND, Member::of, user, withAddress);
    }

    Future<Long> owners(OrganizationTx tx) {
        return tx.one(OWNERS, row -> row.getLong("owners"));
    }

    Future<Integer> setRole(OrganizationTx tx, long user, String role) {
        return tx.count(SET_ROLE, user, role);
    }

    /** Ends the membership with all that acted by it. */
    Future<Boolean> depart(OrganizationTx tx, long user) {
        return tx.one(DEPART, row -> row.getBoolean("ended"), user);
    }
}
