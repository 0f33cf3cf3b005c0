package dev.rota.oauth.external;

import dev.rota.database.IdentityTx;
import io.vertx.core.Future;
import java.util.Optional;

/** Which users of external issuers are people here, by ({@code iss}, {@code sub}) and nothing else (security A26). */
public final class ExternalIdentities {
    private static final String LINK =
            """
            INSERT INTO external_identity (issuer, subject, user_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
            """;
    private static final String FIND = "SELECT user_id FROM external_identity WHERE issuer = $1 AND subject = $2";
    private static final String UNLINK =
            "DELETE FROM external_identity WHERE issuer = $1 AND subject = $2 RETURNING user_id";
    private static final String REVOKE =
            """
            INSERT INTO external_revocation (user_id, jti, revoked_before) VALUES ($1, $2, now())
            ON CONFLICT (user_id, jti) DO UPDATE SET revoked_before = excluded.revoked_before
            """;
    private static final String FORGET =
            "DELETE FROM external_revocation WHERE user_id = $1 AND revoked_before < now() - interval '1 day'";

    /** False where the pair is somebody's already, and then nothing changes. */
    public Future<Boolean> link(IdentityTx tx, String issuer, String subject, long user) {
        return tx.count(LINK, issuer, subject, user).map(linked -> linked == 1);
    }

    /** Who that is here; empty where it is nobody. */
    public Future<Optional<Long>> find(IdentityTx tx, String issuer, String subject) {
        return tx.first(FIND, row -> row.getLong(0), issuer, subject);
    }

    /** Whose it was; empty where it was nobody's. */
    public Future<Optional<Long>> unlink(IdentityTx tx, String issuer, String subject) {
        return tx.first(UNLINK, row -> row.getLong(0), issuer, subject);
    }

    /**
     * What was issued to {@code user} until now counts no more. What is older than a day is forgotten, since no token lives
     * for so long.
     *
     * @param token its {@code jti}; empty for all tokens
     */
    public Future<Void> revoke(IdentityTx tx, long user, String token) {
        return tx.count(FORGET, user)
                .compose(forgotten -> tx.count(REVOKE, user, token))
                .mapEmpty();
    }
}
