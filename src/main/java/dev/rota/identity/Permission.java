package dev.rota.identity;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The rights matrix (security section 6): what a role can permit, and from which system role on it does. Custom roles hold
 * any selection of these. Routes, tools and scopes name the one they need; nothing is decided by a role's name where a
 * permission says it.
 */
public enum Permission {
    ORG_READ("org.read", SystemRole.MEMBER),
    MEMBER_READ("member.read", SystemRole.MEMBER),
    TASK_READ("task.read", SystemRole.MEMBER),
    TASK_WRITE("task.write", SystemRole.MEMBER),
    /** To hold personal tokens that count in the organization. */
    MCP_CREATE("mcp.create", SystemRole.MEMBER),
    /** Of any task. Who may write tasks deletes those they have made. */
    TASK_DELETE("task.delete", SystemRole.ADMIN),
    ORG_UPDATE("org.update", SystemRole.ADMIN),
    WEBHOOK_MANAGE("webhook.manage", SystemRole.ADMIN),
    AGENT_MANAGE("agent.manage", SystemRole.ADMIN),
    AUDIT_READ("audit.read", SystemRole.ADMIN),
    AUDIT_EXPORT("audit.export", SystemRole.ADMIN),
    /** To a role that permits nothing the inviter's own does not, and less than it where that is not the owner's. */
    MEMBER_INVITE("member.invite", SystemRole.ADMIN),
    /** Of those whose role permits less. Everybody may leave by themselves. */
    MEMBER_REMOVE("member.remove", SystemRole.ADMIN),
    /** To see and end every token and grant of the organization. */
    MCP_MANAGE("mcp.manage", SystemRole.ADMIN),
    /** To change roles and who has which. */
    MEMBER_ROLE("member.role", SystemRole.OWNER),
    ROLE_SYNC("role.sync", SystemRole.OWNER),
    /** To decide which credentials count, and for how long. */
    SECURITY_MANAGE("security.manage", SystemRole.OWNER),
    ORG_DELETE("org.delete", SystemRole.OWNER),
    /** To take everything out of the organization, or to bring everything in. */
    ORG_TRANSFER("org.transfer", SystemRole.OWNER);

    private static final Map<String, Permission> BY_WIRE =
            Arrays.stream(values()).collect(Collectors.toMap(Permission::wire, Function.identity()));

    private final String wire;
    private final SystemRole least;

    Permission(String wire, SystemRole least) {
        this.wire = wire;
        this.least = least;
    }

    /** As roles hold it and the API spells it. */
    public String wire() {
        return wire;
    }

    /** The first of the system roles that has it. */
    public SystemRole least() {
        return least;
    }

    /** The permission of that spelling; empty when there is none. */
    public static Optional<Permission> parse(String text) {
        return Optional.ofNullable(BY_WIRE.get(text));
    }

    /** As they are read from a column: a name that this build does not know permits nothing. */
    public static Set<Permission> named(Collection<String> names) {
        return names.stream().flatMap(name -> parse(name).stream()).collect(Collectors.toSet());
    }

    /** As they are bound to a column and listed: in the order of the matrix. */
    public static List<String> names(Collection<Permission> permissions) {
        return permissions.stream().sorted().map(Permission::wire).toList();
    }

    /** Every spelling there is, in the order of the matrix. */
    public static List<String> all() {
        return names(Arrays.asList(values()));
    }
}
