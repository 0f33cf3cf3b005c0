package dev.rota.agent;

import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Something that acts for an organization by its owner's role.
 *
 * @param owner number of the person who answers for it
 * @param ownerName null where they have left the organization
 * @param active whether its keys count
 */
public record Agent(
        long id, String name, long owner, @Nullable String ownerName, boolean active, OffsetDateTime createdAt) {
    static Agent of(Row row) {
        return new Agent(
                row.getLong("id"),
                row.getString("name"),
                row.getLong("owner_user_id"),
                row.getString("owner_name"),
                row.getBoolean("active"),
                row.getOffsetDateTime("created_at"));
    }
}
