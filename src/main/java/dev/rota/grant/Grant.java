package dev.rota.grant;

import dev.rota.identity.Scope;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has granted to an OAuth client and that counts.
 *
 * @param key of its row
 * @param id public, {@code grt_…}
 * @param user who granted it
 * @param userName null where nobody who looks knows them
 * @param agent number of the agent that the client acts as; null where it acts for the person
 * @param organizations slugs of the only ones it reaches; null for all
 * @param projects keys of the only ones it reaches; null for all
 */
public record Grant(
        long key,
        String id,
        String clientId,
        String clientName,
        String resource,
        Set<Scope> scopes,
        long user,
        @Nullable String userName,
        @Nullable Long agent,
        @Nullable String agentName,
        @Nullable List<String> organizations,
        @Nullable List<String> projects,
        OffsetDateTime createdAt,
        OffsetDateTime expiresAt) {
    public Grant {
        scopes = Set.copyOf(scopes);
        organizations = organizations == null ? null : List.copyOf(organizations);
        projects = projects == null ? null : List.copyOf(projects);
    }

    static Grant of(Row row) {
        return new Grant(
                row.getLong("id"),
                row.getString("public_id"),
                row.getString("client_id"),
                row.getString("client_name"),
                row.getString("resource"),
                Scope.named(row.getArrayOfStrings("scopes")),
                row.getLong("user_id"),
                row.getString("user_name"),
                row.getLong("agent_id"),
                row.getString("agent_name"),
                texts(row, "organizations"),
                texts(row, "project_keys"),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("expires_at"));
    }

    private static @Nullable List<String> texts(Row row, String column) {
        var texts = row.getArrayOfStrings(column);
        return texts == null ? null : List.of(texts);
    }
}
