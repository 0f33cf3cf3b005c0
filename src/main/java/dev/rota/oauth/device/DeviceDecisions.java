package dev.rota.oauth.device;

import dev.rota.database.IdentityTx;
import dev.rota.identity.Scope;
import dev.rota.oauth.grant.Reach;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;

/** What people answer to devices, which learn of it when they ask again (RFC 8628 section 3.3). */
public final class DeviceDecisions {
    private static final String FIND =
            """
            SELECT id, user_code, client_id, resource, scopes
              FROM device_code WHERE user_code = $1 AND decided_at IS NULL AND expires_at > now()
            """;

    private static final String APPROVE =
            """
            UPDATE device_code SET decided_at = now(), user_id = $2, organizations = $3, projects = $4, authenticated_at = $5
             WHERE id = $1 AND decided_at IS NULL AND expires_at > now()
            """;

    private static final String DENY =
            "UPDATE device_code SET decided_at = now() WHERE id = $1 AND decided_at IS NULL AND expires_at > now()";

    /**
     * What waits.
     *
     * @param key of its row
     * @param userCode its letters
     */
    record Waiting(long key, String userCode, String clientId, String resource, Set<Scope> scopes) {}

    /** Who waits with the code that a person has typed, in any case and with whatever stands between its letters. */
    Future<Optional<Waiting>> find(IdentityTx tx, String typed) {
        return UserCode.typed(typed)
                .map(code -> tx.first(FIND, DeviceDecisions::waiting, code.letters()))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private static Waiting waiting(Row row) {
        return new Waiting(
                row.getLong("id"),
                row.getString("user_code"),
                row.getString("client_id"),
                row.getString("resource"),
                Scope.named(row.getArrayOfStrings("scopes")));
    }

    /** Whether it was there to be approved: false where it was decided, or its time is over. */
    public Future<Boolean> approve(IdentityTx tx, long device, long user, Reach reach, OffsetDateTime authenticatedAt) {
        return tx.count(APPROVE, device, user, reach.organizationIds(), reach.projectIds(), authenticatedAt)
                .map(decided -> decided == 1);
    }

    /** The same. */
    public Future<Boolean> deny(IdentityTx tx, long device) {
        return tx.count(DENY, device).map(decided -> decided == 1);
    }
}
