package dev.rota.organization;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * One tenant.
 *
 * @param policy what it has decided for itself; absent keys have the deployment's defaults
 * @param defaultProject key of the project for those who name none; null while there is none
 */
public record Organization(
        long id,
        String slug,
        String name,
        JsonObject policy,
        @Nullable String defaultProject,
        int version,
        OffsetDateTime createdAt) {
    static Organization of(Row row) {
        return new Organization(
                row.getLong("id"),
                row.getString("slug"),
                row.getString("name"),
                row.getJsonObject("policy"),
                row.getString("default_project"),
                row.getInteger("version"),
                row.getOffsetDateTime("created_at"));
    }
}
