package dev.rota.oauth.device;

import dev.rota.database.IdentityTx;
import dev.rota.oauth.grant.Reach;
import io.vertx.core.Future;
import java.time.OffsetDateTime;

/** What people answer to devices, which learn of it when they ask again (RFC 8628 section 3.3). */
public final class DeviceDecisions {
    private static final String APPROVE =
            """
            UPDATE device_code SET decided_at = now(), user_id = $2, organizations = $3, projects = $4, authenticated_at = $5
             WHERE id = $1 AND decided_at IS NULL AND expires_at > now()
            """;

    private static final String DENY =
            "UPDATE device_code SET decided_at = now() WHERE id = $1 AND decided_at IS NULL AND expires_at > now()";

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
