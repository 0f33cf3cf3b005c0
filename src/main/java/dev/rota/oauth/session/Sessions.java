package dev.rota.oauth.session;

import dev.rota.database.IdentityTx;
import dev.rota.oauth.Lifetimes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Login sessions: over after {@link Lifetimes#SESSION_IDLE} without use, at the latest after {@link Lifetimes#SESSION}. */
public final class Sessions {
    private static final String ADD =
            """
            INSERT INTO login_session (session_hash, user_id, expires_at, authenticated_at)
            VALUES ($1, $2, now() + $3 * interval '1 second', least(now(), coalesce($4, now())))
            """;

    private static final String FIND =
            """
            SELECT user_id, authenticated_at, last_seen_at < now() - interval '1 minute' AS unnoted
              FROM login_session
             WHERE session_hash = $1 AND expires_at > now() AND last_seen_at > now() - $2 * interval '1 second'
            """;

    private static final String SEEN = "UPDATE login_session SET last_seen_at = now() WHERE session_hash = $1";
    private static final String END = "DELETE FROM login_session WHERE session_hash = $1";
    private static final String TIDY = "DELETE FROM login_session WHERE expires_at < now()";

    private record Found(Session session, boolean unnoted) {}

    /** The live session of that id, which counts as used now; empty when there is none. */
    public Future<Optional<Session>> find(IdentityTx tx, SessionId id) {
        return tx.first(FIND, Sessions::found, id.hash(), Lifetimes.SESSION_IDLE.toSeconds())
                .map(found -> found.map(one -> {
                    if (one.unnoted()) { // to the minute, which spares a write for each page
                        tx.last(tx.count(SEEN, id.hash()));
                    }
                    return one.session();
                }));
    }

    /**
     * Somebody has proved who they are. The id is new, so that one which somebody else planted or has seen before is worth
     * nothing (security A23).
     *
     * @param before what the browser had until now, which ends
     */
    public Future<SessionId> begin(IdentityTx tx, long user, SessionId before) {
        return begin(tx, user, before, null);
    }

    /**
     * The same for somebody who has proved it to another server.
     *
     * @param authenticatedAt when; null where nobody knows, which counts as now
     */
    public Future<SessionId> begin(
            IdentityTx tx, long user, SessionId before, @Nullable OffsetDateTime authenticatedAt) {
        var id = SessionId.random();
        tx.last(tx.count(END, before.hash()));
        tx.last(tx.count(TIDY));
        return tx.count(ADD, id.hash(), user, Lifetimes.SESSION.toSeconds(), authenticatedAt)
                .map(added -> id);
    }

    /** Whether there was one to end. */
    public Future<Boolean> end(IdentityTx tx, SessionId id) {
        return tx.count(END, id.hash()).map(ended -> ended == 1);
    }

    private static Found found(Row row) {
        return new Found(
                new Session(row.getLong("user_id"), row.getOffsetDateTime("authenticated_at")),
                row.getBoolean("unnoted"));
    }
}
