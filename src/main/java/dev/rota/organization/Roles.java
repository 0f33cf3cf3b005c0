package dev.rota.organization;

import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.Permission;
import dev.rota.identity.SystemRole;
import dev.rota.organization.Rights.Held;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** An organization's own roles, and what of the system's it leaves to whom. Nobody gives what they do not have (security M4). */
public final class Roles {
    private static final int MOST = 100;

    private final RoleQueries queries = new RoleQueries();
    private final Rights rights = new Rights();

    /** A new role. Fails with {@code already_exists}, {@code limit_exceeded} or {@code forbidden}. */
    public Future<Role> add(OrganizationTx tx, Caller caller, String name, List<String> permissions) {
        var role = new Role(name, ordered(permissions), false);
        return rights.held(tx, caller).compose(mine -> queries.all(tx).compose(all -> {
            if (!mine.covers(role.permissions())) {
                throw Rights.forbidden();
            }
            if (all.size() >= MOST) {
                throw tooMany();
            }
            return (system(name).isPresent() ? Future.succeededFuture(false) : queries.add(tx, role)).map(added -> {
                if (!added) {
                    throw new Failure.Conflict(FailureCode.ALREADY_EXISTS, "There is a role of that name already")
                            .asException();
                }
                return role;
            });
        }));
    }

    /**
     * Brings own roles in beside those there are, which stay as they are. Fails with {@code forbidden} where the importer may
     * not change roles, or one would permit what their own does not, and with {@code limit_exceeded}.
     *
     * @return how many are new
     */
    public Future<Integer> bring(OrganizationTx tx, Held mine, List<Role> given) {
        var own = given.stream().filter(role -> system(role.name()).isEmpty()).toList();
        if (own.isEmpty()) {
            return Future.succeededFuture(0);
        }
        if (!mine.permits(Permission.MEMBER_ROLE) || !own.stream().allMatch(role -> mine.covers(role.permissions()))) {
            throw Rights.forbidden();
        }
        return queries.all(tx).compose(all -> {
            var fresh = new TreeMap<String, Role>();
            own.forEach(role -> fresh.put(role.name(), new Role(role.name(), ordered(role.permissions()), false)));
            all.forEach(role -> fresh.remove(role.name()));
            if (all.size() + fresh.size() > MOST) {
                throw tooMany();
            }
            return Future.all(fresh.values().stream()
                            .map(role -> queries.add(tx, role))
                            .toList())
                    .map(added -> fresh.size());
        });
    }

    private static RuntimeException tooMany() {
        return new Failure.Conflict(FailureCode.LIMIT_EXCEEDED, "There may be " + MOST + " roles at most")
                .asException();
    }

    /** A role before and after a change. */
    public record Changed(Role before, Role after) {}

    /**
     * Sets what a role permits. Of the system's roles an owner may take permissions away, and give those back: not of the
     * owners' own. Fails with {@code not_found}, {@code validation_failed} or {@code forbidden}.
     */
    public Future<Changed> change(OrganizationTx tx, Caller caller, String name, List<String> permissions) {
        var wanted = ordered(permissions);
        return rights.held(tx, caller).compose(mine -> find(tx, name).compose(role -> {
            if (!mine.isAbove(role.held()) || !mine.covers(wanted) || (role.system() && !mine.isOwner())) {
                throw Rights.forbidden();
            }
            system(name).ifPresent(system -> requireWithin(system, wanted));
            var after = new Role(name, wanted, role.system());
            return queries.set(tx, name, wanted).map(done -> new Changed(role, after));
        }));
    }

    /** Ends a role that nobody has. Fails with {@code not_found}, {@code forbidden} or {@code in_use}. */
    public Future<Role> remove(OrganizationTx tx, Caller caller, String name) {
        return rights.held(tx, caller).compose(mine -> find(tx, name).compose(role -> {
            requireOwn(mine, role);
            return queries.used(tx, name).compose(used -> {
                if (used > 0) {
                    throw new Failure.Conflict(
                                    FailureCode.IN_USE,
                                    used + " members or invitations have this role; give them another first")
                            .asException();
                }
                return queries.remove(tx, name).map(role);
            });
        }));
    }

    private static void requireOwn(Held mine, Role role) {
        if (role.system()) {
            throw new Failure.InvalidInput("name", "Every organization has the roles owner, admin and member")
                    .asException();
        }
        if (!mine.isAbove(role.held())) {
            throw Rights.forbidden();
        }
    }

    private Future<Role> find(OrganizationTx tx, String name) {
        return queries.all(tx).map(all -> all.stream()
                .filter(role -> role.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Failure.NotFound("role").asException()));
    }

    private static void requireWithin(SystemRole role, List<String> wanted) {
        var most = Permission.names(role.permissions());
        if (role == SystemRole.OWNER || !new HashSet<>(most).containsAll(wanted)) {
            throw new Failure.InvalidInput(
                            "permissions",
                            role == SystemRole.OWNER
                                    ? "The role owner permits everything"
                                    : "This role of the system permits these at most; make a role of your own for others",
                            most)
                    .asException();
        }
    }

    static Optional<SystemRole> system(String name) {
        return Arrays.stream(SystemRole.values())
                .filter(role -> role.wire().equals(name))
                .findFirst();
    }

    /** Each once, in the order of the matrix. */
    private static List<String> ordered(List<String> permissions) {
        return Permission.all().stream().filter(permissions::contains).toList();
    }
}
