package dev.rota.organization;

import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.Permission;
import dev.rota.identity.SystemRole;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a member may do now, held still until the transaction that acts on it ends (security M2). */
public final class Rights {
    private static final String HOLD =
            """
            SELECT m.role, r.permissions FROM membership m JOIN role r ON r.org_id = m.org_id AND r.name = m.role
             WHERE m.org_id = $1 AND m.user_id = $2 AND m.active FOR SHARE OF m, r
            """;

    private static final String ALONE = "SELECT id FROM organization WHERE id = $1 FOR NO KEY UPDATE";

    /**
     * A member's role.
     *
     * @param permissions in the spelling of the wire
     */
    public record Held(String role, Set<String> permissions) {
        public Held {
            permissions = Set.copyOf(permissions);
        }

        public boolean isOwner() {
            return role.equals(SystemRole.OWNER.wire());
        }

        public boolean permits(Permission permission) {
            return permissions.contains(permission.wire());
        }

        /** Whether somebody of this role may act on one of the other: owners on everybody, others on those who may less (M4). */
        public boolean isAbove(Held other) {
            return isOwner()
                    || (!other.isOwner()
                            && permissions.containsAll(other.permissions)
                            && !other.permissions.containsAll(permissions));
        }

        /** Whether somebody of this role may give it to others: owners any, others what they have themselves (M4). */
        public boolean covers(Held other) {
            return isOwner() || (!other.isOwner() && covers(other.permissions));
        }

        public boolean covers(Collection<String> others) {
            return isOwner() || permissions.containsAll(others);
        }
    }

    /** Waits until nobody else changes who may do what in the organization; before any role of it is looked at (security M3). */
    public Future<Void> alone(OrganizationTx tx) {
        return tx.first(ALONE, row -> row.getLong("id"))
                .map(found -> found.orElseThrow(() -> new Failure.NotFound("organization").asException()))
                .mapEmpty();
    }

    /** The role of the person who calls. Fails with {@code not_found} where they have just left. */
    public Future<Held> held(OrganizationTx tx, Caller caller) {
        return of(tx, caller.principal().id(), "organization");
    }

    /** The role of a member. Fails with {@code not_found} where {@code user} is none. */
    public Future<Held> of(OrganizationTx tx, long user) {
        return of(tx, user, "member");
    }

    private static Future<Held> of(OrganizationTx tx, long user, String kind) {
        return tx.first(
                        HOLD,
                        row -> new Held(row.getString("role"), Set.of(row.getArrayOfStrings("permissions"))),
                        user)
                .map(found -> found.orElseThrow(() -> new Failure.NotFound(kind).asException()));
    }

    /**
     * The caller's role. Fails with {@code forbidden} where it does not give {@code permission}.
     *
     * @param permission null where membership is enough
     */
    public Future<Held> require(OrganizationTx tx, Caller caller, @Nullable Permission permission, boolean ownersOnly) {
        return held(tx, caller).map(held -> {
            if ((permission != null && !held.permits(permission)) || (ownersOnly && !held.isOwner())) {
                throw forbidden();
            }
            return held;
        });
    }

    /** What is told to those whose role does not reach: the same for every reason. */
    public static RuntimeException forbidden() {
        return new Failure.Refused(FailureCode.FORBIDDEN, "Your role does not permit this").asException();
    }
}
