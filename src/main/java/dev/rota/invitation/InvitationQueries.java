package dev.rota.invitation;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/** SQL of invitations as those who invite see them. */
public final class InvitationQueries {
    private static final String LIST =
            """
            SELECT id, email, role, created_at, expires_at FROM invitation
             WHERE org_id = ANY ($1) AND id > $2 AND expires_at > now() ORDER BY id LIMIT $3
            """;

    private static final String FIND =
            """
            SELECT id, email, role, created_at, expires_at FROM invitation
             WHERE org_id = ANY ($1) AND id = $2 AND expires_at > now()
            """;

    private static final String TIDY = "DELETE FROM invitation WHERE org_id = $1 AND expires_at <= now()";

    private static final String COUNT = "SELECT count(*) AS open FROM invitation WHERE org_id = $1";

    private static final String BELONGS =
            """
            SELECT EXISTS (SELECT FROM membership m JOIN user_account u ON u.id = m.user_id
                            WHERE m.org_id = $1 AND lower(u.email) = lower($2)) AS belongs
            """;

    private static final String ADD =
            """
            INSERT INTO invitation (org_id, email, role, token_hash, invited_by, expires_at)
            VALUES ($1, $2, $3, $4, $5, now() + $6 * interval '1 second')
            ON CONFLICT (org_id, lower(email)) DO NOTHING
            RETURNING id, email, role, created_at, expires_at
            """;

    private static final String REMOVE = "DELETE FROM invitation WHERE org_id = $1 AND id = $2";

    /** Those that are open, by id. */
    public Future<List<Invitation>> list(ReadTx tx, long after, int most) {
        return tx.list(LIST, Invitation::of, after, most);
    }

    /** The open one of that id; empty when there is none. */
    public Future<Optional<Invitation>> find(ReadTx tx, long id) {
        return tx.first(FIND, Invitation::of, id);
    }

    /** Forgets those that are over; how many are open. */
    Future<Long> open(OrganizationTx tx) {
        tx.last(tx.count(TIDY));
        return tx.one(COUNT, row -> row.getLong("open"));
    }

    /** Whether the owner of that address belongs to the organization already. */
    Future<Boolean> belongs(OrganizationTx tx, String email) {
        return tx.one(BELONGS, row -> row.getBoolean("belongs"), email);
    }

    /** Empty where that address is invited already. */
    Future<Optional<Invitation>> add(OrganizationTx tx, String email, String role, Buffer hash, long by, long seconds) {
        return tx.first(ADD, Invitation::of, email, role, hash, by, seconds);
    }

    /** Whether there was one. */
    Future<Boolean> remove(OrganizationTx tx, long id) {
        return tx.count(REMOVE, id).map(rows -> rows == 1);
    }
}
