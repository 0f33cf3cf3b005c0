package dev.rota.identity;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a credential may be used for (RFC 6749 section 3.3), with the words a person reads on the consent page.
 *
 * <p>The wire spelling is {@code resource:action}; {@code action:resource} is accepted and normalised.
 */
public enum Scope {
    ORGANIZATIONS_READ("organizations:read", "List the organizations you belong to"),
    PROJECTS_READ("projects:read", "See projects"),
    TASKS_READ("tasks:read", "Read tasks, their history and their attempts"),
    TASKS_WRITE("tasks:write", "Create and change tasks"),
    TASKS_DELETE("tasks:delete", "Move tasks to the trash and restore them"),
    TASKS_EXECUTE("tasks:execute", "Claim tasks, work on them and finish them"),
    COMMITS_WRITE("commits:write", "Record code commits on tasks"),
    REQUIREMENTS_READ("requirements:read", "Read requirements"),
    AUDIT_READ("audit:read", "Read the audit log"),
    QUALITY_RUN("quality:run", "Run quality checks"),
    MODELS_RUN("models:run", "Run tasks on the organization's models, which costs money"),
    PROJECTS_WRITE("projects:write", "Create and change projects and gates"),
    REQUIREMENTS_WRITE("requirements:write", "Create and change requirements"),
    WEBHOOKS_WRITE("webhooks:write", "Manage webhooks"),
    TOKENS_WRITE("tokens:write", "Create and revoke tokens, agents and grants"),
    MEMBERS_WRITE("members:write", "Manage the organization, its members and roles");

    private static final Map<String, Scope> BY_WIRE =
            Arrays.stream(values()).collect(Collectors.toMap(Scope::wire, s -> s, (a, b) -> a, LinkedHashMap::new));

    /** Every scope that a tool can need; the rest concern the admin API. */
    public static final Set<Scope> OF_TOOLS = Set.copyOf(EnumSet.range(ORGANIZATIONS_READ, MODELS_RUN));

    /** Every scope that the admin API can ask for (design section 3). */
    public static final Set<Scope> OF_ADMIN_API = Set.copyOf(EnumSet.of(
            ORGANIZATIONS_READ,
            PROJECTS_READ,
            REQUIREMENTS_READ,
            AUDIT_READ,
            PROJECTS_WRITE,
            REQUIREMENTS_WRITE,
            WEBHOOKS_WRITE,
            TOKENS_WRITE,
            MEMBERS_WRITE));

    private final String wire;
    private final String words;

    Scope(String wire, String words) {
        this.wire = wire;
        this.words = words;
    }

    public String wire() {
        return wire;
    }

    /**
     * Whether a member's role lets the scope count in their organization. Where several permissions would do, as for what is
     * one's own, the rule decides on the one at hand.
     */
    public boolean permittedBy(Membership member) {
        return switch (this) {
            case PROJECTS_READ -> member.permits(Permission.ORG_READ);
            case TASKS_READ, REQUIREMENTS_READ -> member.permits(Permission.TASK_READ);
            case TASKS_WRITE, TASKS_EXECUTE, COMMITS_WRITE, QUALITY_RUN, MODELS_RUN ->
                member.permits(Permission.TASK_WRITE);
            case TASKS_DELETE -> member.permits(Permission.TASK_DELETE) || member.permits(Permission.TASK_WRITE);
            case AUDIT_READ -> member.permits(Permission.AUDIT_READ);
            default -> true;
        };
    }

    /** What it grants, in words for a person. */
    public String words() {
        return words;
    }

    /** The scope of that spelling, either way around; empty when there is none. */
    public static Optional<Scope> parse(String text) {
        var direct = BY_WIRE.get(text);
        if (direct != null) {
            return Optional.of(direct);
        }
        var colon = text.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : Optional.ofNullable(BY_WIRE.get(text.substring(colon + 1) + ":" + text.substring(0, colon)));
    }

    /** As they are bound to a column: in a stable order. */
    public static String[] names(Collection<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::wire).toArray(String[]::new);
    }

    /** As they are read from a column: a name that no longer exists grants nothing. */
    public static Set<Scope> named(String[] names) {
        return Arrays.stream(names).flatMap(name -> parse(name).stream()).collect(Collectors.toSet());
    }

    /** Adds what is implied: writing or executing tasks includes reading them. */
    public static Set<Scope> closure(Collection<Scope> granted) {
        var all = EnumSet.noneOf(Scope.class);
        all.addAll(granted);
        if (all.contains(TASKS_WRITE) || all.contains(TASKS_EXECUTE)) {
            all.add(TASKS_READ);
        }
        return all;
    }
}
