package dev.rota.invitation;

import dev.rota.token.OpaqueToken;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;

/**
 * Somebody may join an organization.
 *
 * @param email whose owner alone may
 * @param role as what
 */
public record Invitation(long id, String email, String role, OffsetDateTime createdAt, OffsetDateTime expiresAt) {
    static Invitation of(Row row) {
        return new Invitation(
                row.getLong("id"),
                row.getString("email"),
                row.getString("role"),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("expires_at"));
    }

    /** One just made, with the token that is told once. */
    public record Made(Invitation invitation, OpaqueToken token) {}
}
