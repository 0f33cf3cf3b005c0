package dev.rota.identity;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What narrows a credential beside its scopes.
 *
 * @param projects ids of the only projects it reaches; null means all, also later ones
 * @param assignedOnly it sees and changes only tasks assigned to its own user
 * @param readOnly no tool that changes anything
 */
public record Restrictions(@Nullable Set<Long> projects, boolean assignedOnly, boolean readOnly) {
    public static final Restrictions NONE = new Restrictions(null, false, false);

    public Restrictions {
        projects = projects == null ? null : Set.copyOf(projects);
    }
}
