package dev.rota.oauth.session;

import dev.rota.database.IdentityTx;
import dev.rota.oauth.Account;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * Somebody signed in, as they are now.
 *
 * @param authenticatedAt when they last proved who they are
 */
public record Visit(Account account, OffsetDateTime authenticatedAt) {
    /** Who that browser's person is; empty where nobody is signed in, or who was is suspended. Enters their organizations. */
    public static Future<Optional<Visit>> find(IdentityTx tx, Sessions sessions, SessionId id) {
        return sessions.find(tx, id)
                .compose(found ->
                        found.isEmpty() ? Future.succeededFuture(Optional.<Visit>empty()) : of(tx, found.get()));
    }

    private static Future<Optional<Visit>> of(IdentityTx tx, Session session) {
        return Account.find(tx, session.user()).map(account -> account.filter(Account::active)
                .map(active -> new Visit(active, session.authenticatedAt())));
    }
}
