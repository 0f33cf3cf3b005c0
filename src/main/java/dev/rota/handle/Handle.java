package dev.rota.handle;

import dev.rota.identity.OrganizationId;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;

/**
 * A handle.
 *
 * @param tool whose call it goes on with
 */
public record Handle(
        String id, OrganizationId organization, String tool, OffsetDateTime createdAt, OffsetDateTime expiresAt) {
    static Handle of(Row row) {
        return new Handle(
                row.getString("public_id"),
                new OrganizationId(row.getLong("org_id")),
                row.getString("tool"),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("expires_at"));
    }
}
