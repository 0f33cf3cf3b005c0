package dev.rota.organization;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.organization.Rights.Held;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** SQL of roles. */
public final class RoleQueries {
    private static final String LIST =
            """
            SELECT name, permissions, system FROM role
             WHERE org_id = ANY ($1) AND name > $2 ORDER BY name LIMIT $3
            """;

    private static final String FIND =
            "SELECT name, permissions, system FROM role WHERE org_id = ANY ($1) AND name = $2";

    private static final String ALL =
            "SELECT name, permissions, system FROM role WHERE org_id = $1 ORDER BY name FOR NO KEY UPDATE";

    private static final String ADD =
            """
            INSERT INTO role (org_id, name, permissions, system) VALUES ($1, $2, $3, $4)
            ON CONFLICT (org_id, name) DO NOTHING
            """;

    private static final String SET = "UPDATE role SET permissions = $3 WHERE org_id = $1 AND name = $2";

    private static final String USED =
            """
            SELECT (SELECT count(*) FROM membership WHERE org_id = $1 AND role = $2)
                 + (SELECT count(*) FROM invitation WHERE org_id = $1 AND role = $2) AS used
            """;

    private static final String REMOVE = "DELETE FROM role WHERE org_id = $1 AND name = $2 AND NOT system";

    /** Roles by name. */
    public Future<List<Role>> list(ReadTx tx, String after, int most) {
        return tx.list(LIST, Role::of, after, most);
    }

    /** The role of that name; empty when there is none. */
    public Future<Optional<Role>> find(ReadTx tx, String name) {
        return tx.first(FIND, Role::of, name);
    }

    /** Every role, held until the transaction ends. */
    Future<List<Role>> all(OrganizationTx tx) {
        return tx.list(ALL, Role::of);
    }

    /** The role that a body names. Fails with {@code validation_failed}, naming those there are. */
    public Future<Held> require(OrganizationTx tx, String name) {
        return all(tx).map(all -> all.stream()
                .filter(role -> role.name().equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    var names = all.stream().map(Role::name).toList();
                    return new Failure.InvalidInput("role", "role must be one of the organization's", names)
                            .asException();
                })
                .held());
    }

    /** Whether there was none of that name. */
    Future<Boolean> add(OrganizationTx tx, Role role) {
        return tx.count(ADD, role.name(), role.permissions().toArray(String[]::new), role.system())
                .map(added -> added == 1);
    }

    Future<Integer> set(OrganizationTx tx, String name, List<String> permissions) {
        return tx.count(SET, name, permissions.toArray(String[]::new));
    }

    /** How many members have it, or are invited to it. */
    Future<Long> used(OrganizationTx tx, String name) {
        return tx.one(USED, row -> row.getLong("used"), name);
    }

    Future<Integer> remove(OrganizationTx tx, String name) {
        return tx.count(REMOVE, name);
    }
}
