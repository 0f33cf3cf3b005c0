package dev.rota.oauth.grant;

import dev.rota.database.IdentityTx;
import dev.rota.oauth.Lifetimes;
import dev.rota.token.OpaqueToken;
import dev.rota.token.Peppers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Refresh tokens (RFC 6749 section 6): each counts once and is then replaced by its successor, and all of a grant are one
 * family (security A6). Whoever decides on one holds the grant, so that a family decides one request at a time.
 */
public final class RefreshTokens {
    private static final String ADD =
            """
            INSERT INTO refresh_token (token_hash, grant_id, predecessor_id, expires_at)
            VALUES ($1, $2, $3, least(now() + $4 * interval '1 second', $5))
            """;

    private static final String TIDY = "DELETE FROM refresh_token WHERE expires_at < now() - interval '1 day'";
    /** Of a grant that is held, so that no two wait for each other. */
    private static final String TIDY_GRANT =
            "DELETE FROM refresh_token WHERE grant_id = $1 AND expires_at < now() - interval '1 day'";

    private static final String FIND =
            """
            SELECT id, grant_id, expires_at, clock_timestamp() AS seen_at FROM refresh_token WHERE token_hash = ANY ($1)
            """;

    private static final String STANDING =
            """
            SELECT CASE
              WHEN t.expires_at <= now() THEN 'EXPIRED'
              WHEN t.rotated_at IS NULL AND t.replaced_at IS NULL THEN 'CURRENT'
              WHEN $2 < greatest(t.rotated_at, t.retried_at, t.replaced_at) THEN 'CONCURRENT'
              WHEN t.retried_at IS NULL AND t.replaced_at IS NULL
               AND t.rotated_at > clock_timestamp() - $3 * interval '1 second'
               AND EXISTS (SELECT FROM refresh_token s
                            WHERE s.predecessor_id = t.id AND s.rotated_at IS NULL AND s.replaced_at IS NULL)
                THEN 'LOST'
              ELSE 'REUSED' END AS standing
              FROM refresh_token t WHERE t.id = $1
            """;

    private static final String ROTATED = "UPDATE refresh_token SET rotated_at = clock_timestamp() WHERE id = $1";
    private static final String RETRIED = "UPDATE refresh_token SET retried_at = clock_timestamp() WHERE id = $1";
    private static final String REPLACED =
            "UPDATE refresh_token SET replaced_at = clock_timestamp() WHERE predecessor_id = $1 AND replaced_at IS NULL";

    private final Peppers peppers;

    public RefreshTokens(Peppers peppers) {
        this.peppers = peppers;
    }

    /**
     * A token that was presented.
     *
     * @param grant key of the grant that it is of
     * @param arrivedAt not after the request with it arrived, by the database's clock
     */
    public record Presented(long key, long grant, OffsetDateTime expiresAt, OffsetDateTime arrivedAt) {}

    /** What a presented token is worth. */
    public enum Standing {
        CURRENT,
        /** Its successor was never used: the answer with it may have been lost. */
        LOST,
        /** It was replaced while this request waited: two were on their way at once, which proves nothing of theft. */
        CONCURRENT,
        /** It was presented after it was replaced, and not as a retry: somebody else has it. */
        REUSED,
        EXPIRED;

        /** Whether it may be exchanged. */
        public boolean counts() {
            return this == CURRENT || this == LOST;
        }
    }

    /** The first of a grant. */
    public Future<OpaqueToken> issue(IdentityTx tx, Grant grant) {
        tx.last(tx.count(TIDY));
        return add(tx, grant, null);
    }

    /**
     * The token as it is stored, if it is; the grant is to be held before anything is decided on it.
     *
     * @param startedNanos {@link System#nanoTime} when the request arrived
     */
    public Future<Optional<Presented>> find(IdentityTx tx, OpaqueToken presented, long startedNanos) {
        return tx.first(FIND, row -> presented(row, startedNanos), (Object)
                peppers.hashes(presented).toArray(Buffer[]::new));
    }

    /** What it is worth, while its grant is held. */
    public Future<Standing> standing(IdentityTx tx, Presented token) {
        return tx.one(
                STANDING,
                row -> Standing.valueOf(row.getString("standing")),
                token.key(),
                token.arrivedAt(),
                Lifetimes.REFRESH_REUSE.toSeconds());
    }

    /** Its successor; in place of the successor that was lost, where there is one. Only for what {@link Standing#counts}. */
    public Future<OpaqueToken> exchange(IdentityTx tx, Presented token, Standing standing, Grant grant) {
        tx.last(tx.count(TIDY_GRANT, grant.key()));
        if (standing == Standing.LOST) {
            tx.last(tx.count(REPLACED, token.key()));
            tx.last(tx.count(RETRIED, token.key()));
        } else {
            tx.last(tx.count(ROTATED, token.key()));
        }
        return add(tx, grant, token.key());
    }

    private Future<OpaqueToken> add(IdentityTx tx, Grant grant, @Nullable Long predecessor) {
        var token = OpaqueToken.random(OpaqueToken.Kind.REFRESH);
        return tx.count(
                        ADD,
                        peppers.hash(token),
                        grant.key(),
                        predecessor,
                        Lifetimes.REFRESH_IDLE.toSeconds(),
                        grant.expiresAt())
                .map(added -> token);
    }

    /** What has passed on the way of the answer is counted as well, so the time is never after the arrival. */
    private static Presented presented(Row row, long startedNanos) {
        return new Presented(
                row.getLong("id"),
                row.getLong("grant_id"),
                row.getOffsetDateTime("expires_at"),
                row.getOffsetDateTime("seen_at").minusNanos(System.nanoTime() - startedNanos));
    }
}
