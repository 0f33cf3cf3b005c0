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
    public static final String WITH_TRASH =
            """
            ($2::bigint[] IS NULL OR t.project_id = ANY ($2))
               AND ($3::bigint IS NULL OR (t.assignee_kind = 'user' AND t.assignee_id = $3))""";

    /** The predicate on {@code task t}. */
    public static final String PREDICATE = "t.trashed_at IS NULL\n   AND " + WITH_TRASH;

    private static final long NOBODY = 0;

    /** The predicate on another task, by its alias, of the same statement: relatives are told of only where they are seen. */
    static String of(String alias) {
        return of(alias, "$2", "$3");
    }

    /** Whether that task is seen, as a column; {@code false} too where nobody is assigned. */
    static String column(String alias, String projects, String assignee) {
        return "(" + of(alias, projects, assignee) + ") IS TRUE AS seen";
    }

    private static String of(String alias, String projects, String assignee) {
        return "(" + projects + "::bigint[] IS NULL OR " + alias + ".project_id = ANY (" + projects + "))\n   AND ("
                + assignee + "::bigint IS NULL OR (" + alias + ".assignee_kind = 'user' AND " + alias
                + ".assignee_id = "
                + assignee + "))";
    }

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
