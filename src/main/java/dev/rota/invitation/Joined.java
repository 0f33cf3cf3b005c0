package dev.rota.invitation;

import dev.rota.identity.OrganizationId;
import io.vertx.core.json.JsonObject;

/**
 * Somebody has come to belong to an organization.
 *
 * @param user their id
 * @param invitation by which, which is gone
 */
public record Joined(
        OrganizationId organization, String slug, long user, String email, String name, String role, long invitation) {
    static Joined of(JsonObject found) {
        return new Joined(
                new OrganizationId(found.getLong("organization")),
                found.getString("slug"),
                found.getLong("user"),
                found.getString("email"),
                found.getString("name"),
                found.getString("role"),
                found.getLong("invitation"));
    }
}
