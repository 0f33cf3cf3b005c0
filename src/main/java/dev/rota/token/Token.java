package dev.rota.token;

import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token that counts, without its secret.
 *
 * @param key of its row
 * @param id public, {@code tok_…}
 * @param user the person behind it, as for {@link Tokens.NewToken}
 * @param agent null unless it is an agent's key
 * @param resource {@code mcp} or {@code admin}
 * @param restrictions as they are stored
 * @param projects keys of the only projects it reaches; null for all
 * @param replaces public id of the token it took the place of; null where there was none
 * @param retired whether another has its name: it was rotated and lives on for a while
 * @param lastUsedAt about when it was last used, to the minute; null if it never was
 */
public record Token(
        long key,
        String id,
        OpaqueToken.Kind kind,
        Party user,
        @Nullable Party agent,
        String name,
        String hint,
        String resource,
        Set<Scope> scopes,
        Restrictions restrictions,
        @Nullable List<String> projects,
        @Nullable String replaces,
        boolean retired,
        OffsetDateTime createdAt,
        OffsetDateTime expiresAt,
        @Nullable OffsetDateTime lastUsedAt) {
    public Token {
        scopes = Set.copyOf(scopes);
        projects = projects == null ? null : List.copyOf(projects);
    }

    /** Somebody by number and name. */
    public record Party(long id, String name) {
        static Party of(@Nullable Long id, @Nullable String name) {
            return new Party(id == null ? 0 : id, name == null ? "" : name);
        }
    }

    static Token of(Row row) {
        var agent = row.getLong("agent_id");
        var ids = row.getArrayOfLongs("projects");
        var keys = row.getArrayOfStrings("project_keys");
        return new Token(
                row.getLong("id"),
                row.getString("public_id"),
                OpaqueToken.Kind.of(row.getString("kind")),
                Party.of(row.getLong("user_id"), row.getString("user_name")),
                agent == null ? null : Party.of(agent, row.getString("agent_name")),
                row.getString("name"),
                row.getString("hint"),
                row.getString("resource"),
                Scope.named(row.getArrayOfStrings("scopes")),
                new Restrictions(
                        ids == null ? null : Set.of(ids), row.getBoolean("assigned_only"), row.getBoolean("read_only")),
                keys == null ? null : List.of(keys),
                row.getString("replaces"),
                row.getBoolean("retired"),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("expires_at"),
                row.getOffsetDateTime("last_used_at"));
    }
}
