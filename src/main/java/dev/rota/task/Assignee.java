package dev.rota.task;

import dev.rota.database.OrganizationTx;
import dev.rota.identity.Caller;
import dev.rota.identity.Principal;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * To whom a task is assigned.
 *
 * @param kind {@code user}, {@code agent}, or {@code name} for somebody the organization does not know
 * @param id of the user or agent; null for a mere name
 */
public record Assignee(String kind, @Nullable Long id, String name) {
    private static final int LONGEST_NAME = 254;
    private static final String FIND =
            """
            SELECT kind, id, name FROM (
              SELECT 'user' AS kind, u.id, u.name FROM membership m JOIN user_account u ON u.id = m.user_id
               WHERE m.org_id = $1 AND m.active AND (lower(u.email) = lower($2) OR lower(u.name) = lower($2))
              UNION ALL
              SELECT 'agent', a.id, a.name FROM agent a WHERE a.org_id = $1 AND a.active AND lower(a.name) = lower($2)) x
             ORDER BY kind DESC, id LIMIT 1
            """;

    /** Who {@code text} means: {@code me}, a member by e-mail or name, an agent by name, or else just that name. */
    static Future<Assignee> resolve(OrganizationTx tx, Caller caller, String text) {
        if (text.equals("me") && caller.principal().kind() != Principal.Kind.ORG) {
            return Future.succeededFuture(of(caller.principal()));
        }
        var name = CleanText.title("assignee", text);
        if (name.length() > LONGEST_NAME) {
            name = name.substring(0, LONGEST_NAME);
        }
        var free = new Assignee("name", null, name);
        return tx.first(
                        FIND,
                        row -> new Assignee(row.getString("kind"), row.getLong("id"), row.getString("name")),
                        name)
                .map(known -> known.orElse(free));
    }

    boolean isPrincipal(Principal principal) {
        return id != null
                && id == principal.id()
                && kind.equals(principal.kind().wire());
    }

    static Assignee of(Principal principal) {
        return new Assignee(principal.kind().wire(), principal.id(), principal.name());
    }
}
