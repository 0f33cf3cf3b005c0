package dev.rota.task;

import dev.rota.identity.Caller;
import dev.rota.identity.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks of its organizations a caller sees: the restrictions of its credential as the parameters {@code $2} and
 * {@code $3} of every statement on tasks. A predicate in SQL, never a filter afterwards (security T6).
 *
 * @param projects the only projects, a {@code Long[]} as the driver binds it; null for all
 * @param assignee the user to whom a task must be assigned; null for anybody
 */
public record Sight(@Nullable Object projects, @Nullable Long assignee) {
    /** The predicate on {@code task t} for what also concerns the trash. */
    static final String WITH_TRASH =
            """
            ($2::bigint[] IS NULL OR t.project_id = ANY ($2))
               AND ($3::bigint IS NULL OR (t.assignee_kind = 'user' AND t.assignee_id = $3))""";

    /** The predicate on {@code task t}. */
    public static final String PREDICATE = "t.trashed_at IS NULL\n   AND " + WITH_TRASH;

    private static final long NOBODY = 0;

    public static Sight of(Caller caller) {
        var projects = caller.restrictions().projects();
        return new Sight(
                projects == null ? null : projects.toArray(Long[]::new),
                caller.restrictions().assignedOnly() ? user(caller.principal()) : null);
    }

    /** Agents have numbers of their own, which are not those of users. */
    private static long user(Principal principal) {
        return principal.kind() == Principal.Kind.USER ? principal.id() : NOBODY;
    }
}
