package dev.rota.organization;

import dev.rota.database.OrganizationTx;
import dev.rota.identity.Permission;
import dev.rota.identity.SystemRole;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings the system's roles up to what the rights matrix gives them: for organizations that were made before a permission
 * was, or have taken one away (security section 6, {@code role.sync}). Takes nothing away, and leaves other roles alone.
 */
public final class RoleSync {
    private final RoleQueries queries = new RoleQueries();

    /** What was added to which role; empty where nothing was missing. */
    public Future<Map<String, List<String>>> run(OrganizationTx tx) {
        return queries.all(tx).map(all -> {
            var had = new LinkedHashMap<String, List<String>>();
            all.stream().filter(Role::system).forEach(role -> had.put(role.name(), role.permissions()));
            var added = new LinkedHashMap<String, List<String>>();
            for (var role : SystemRole.values()) {
                var name = role.wire();
                var before = had.getOrDefault(name, List.of());
                var missing = Permission.names(role.permissions()).stream()
                        .filter(permission -> !before.contains(permission))
                        .toList();
                if (!missing.isEmpty()) {
                    var after = new ArrayList<>(before);
                    after.addAll(missing);
                    tx.last(
                            had.containsKey(name)
                                    ? queries.set(tx, name, after)
                                    : queries.add(tx, new Role(name, after, true)));
                    added.put(name, missing);
                }
            }
            return added;
        });
    }
}
