package dev.rota.oauth.grant;

import dev.rota.identity.OrganizationId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a grant reaches, within what its person reaches at the moment of each call.
 *
 * @param organizations null for all of the person's, also those they join later; never empty
 * @param projects ids; null for all, also later ones; never empty
 */
public record Reach(@Nullable List<OrganizationId> organizations, @Nullable List<Long> projects) {
    public static final Reach ALL = new Reach(null, null);

    public Reach {
        organizations = organizations == null ? null : List.copyOf(organizations);
        projects = projects == null ? null : List.copyOf(projects);
        if ((organizations != null && organizations.isEmpty()) || (projects != null && projects.isEmpty())) {
            throw new IllegalArgumentException("a reach of nothing");
        }
    }

    /** Whether an organization that the person belongs to is within it. */
    public boolean covers(OrganizationId organization) {
        return organizations == null || organizations.contains(organization);
    }

    /** As it is bound to a column. */
    public Long @Nullable [] organizationIds() {
        return organizations == null
                ? null
                : organizations.stream().map(OrganizationId::value).toArray(Long[]::new);
    }

    /** As it is bound to a column. */
    public Long @Nullable [] projectIds() {
        return projects == null ? null : projects.toArray(Long[]::new);
    }

    /** As it is read from two columns. */
    public static Reach of(Long @Nullable [] organizations, Long @Nullable [] projects) {
        return new Reach(
                organizations == null
                        ? null
                        : List.of(organizations).stream()
                                .map(OrganizationId::new)
                                .toList(),
                projects == null ? null : List.of(projects));
    }
}
