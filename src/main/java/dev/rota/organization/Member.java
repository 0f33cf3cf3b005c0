package dev.rota.organization;

import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who belongs to an organization.
 *
 * @param user their id
 * @param email null for those who may not see addresses
 */
public record Member(long user, String name, @Nullable String email, String role, OffsetDateTime joinedAt) {
    static Member of(Row row) {
        return new Member(
                row.getLong("user_id"),
                row.getString("name"),
                row.getString("email"),
                row.getString("role"),
                row.getOffsetDateTime("joined_at"));
    }
}
