package dev.rota.identity;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * One organization a caller reaches, and as what.
 *
 * @param organization its id
 * @param slug its name in URLs
 * @param name its name for people
 * @param role the role of the user behind the credential: their own, the agent's owner's, the token's maker's
 * @param permissions what that role permits now
 */
public record Membership(
        OrganizationId organization,
        String slug,
        String name,
        String role,
        Set<Permission> permissions,
        Policy policy) {
    public Membership {
        // One word for each of the thousands of callers that a node remembers.
        var own = EnumSet.noneOf(Permission.class);
        own.addAll(permissions);
        permissions = Collections.unmodifiableSet(own);
    }

    /** Whether {@code reference}, a slug or an id in digits, names this organization. */
    public boolean isNamed(String reference) {
        return slug.equals(reference) || organization.toString().equals(reference);
    }

    public boolean permits(Permission permission) {
        return permissions.contains(permission);
    }

    /** Whether a personal token of this member counts: the role permits to have one, and the policy forbids none. */
    public boolean takesPersonalTokens() {
        return permits(Permission.MCP_CREATE) && policy.mcpCreate();
    }

    /** The same where a change may name no version. */
    Membership withoutVersions() {
        return new Membership(organization, slug, name, role, permissions, policy.withoutVersions());
    }

    /** Owners and administrators may act on what others hold. */
    public boolean governs() {
        return role.equals("owner") || role.equals("admin");
    }
}
