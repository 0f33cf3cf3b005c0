package dev.rota.oauth;

import dev.rota.database.IdentityTx;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A person as the authorization server sees them.
 *
 * @param active false for somebody who is suspended: nothing may be granted, nothing granted counts
 * @param organizations those they belong to now, by name; may be empty
 */
public record Account(long id, String email, String name, boolean active, List<Organization> organizations) {
    private static final String ENTER = "SELECT rota.enter_account($1, $2) AS account";

    public Account {
        organizations = List.copyOf(organizations);
    }

    /** An organization the person belongs to, and as what. */
    public record Organization(OrganizationId id, String slug, String name, String role) {}

    /**
     * The person of that id; empty when there is none. Their organizations are entered for the rest of the transaction, so
     * that its events can be written into the audit of each.
     */
    public static Future<Optional<Account>> find(IdentityTx tx, long id) {
        return find(tx, id, null);
    }

    /** The person of that address, whatever its case; otherwise as by id. */
    public static Future<Optional<Account>> findByEmail(IdentityTx tx, String email) {
        return find(tx, null, email);
    }

    private static Future<Optional<Account>> find(IdentityTx tx, @Nullable Long id, @Nullable String email) {
        return tx.one(ENTER, row -> Optional.ofNullable(row.getJsonObject("account")), id, email)
                .map(found -> found.map(Account::of));
    }

    private static Account of(JsonObject json) {
        return new Account(
                json.getLong("id"),
                json.getString("email"),
                json.getString("name"),
                json.getBoolean("active"),
                json.getJsonArray("organizations").stream()
                        .map(JsonObject.class::cast)
                        .map(one -> new Organization(
                                new OrganizationId(one.getLong("id")),
                                one.getString("slug"),
                                one.getString("name"),
                                one.getString("role")))
                        .toList());
    }
}
