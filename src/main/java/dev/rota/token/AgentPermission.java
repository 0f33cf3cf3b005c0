package dev.rota.token;

import dev.rota.identity.Scope;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What an agent key may do, in the words its owner chooses from; each stands for scopes (design section 3). */
public enum AgentPermission {
    READ,
    WRITE,
    EXECUTE;

    public static final List<AgentPermission> ALL = List.of(values());

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Set<Scope> scopes() {
        return switch (this) {
            case READ ->
                Set.of(Scope.ORGANIZATIONS_READ, Scope.PROJECTS_READ, Scope.TASKS_READ, Scope.REQUIREMENTS_READ);
            case WRITE -> Set.of(Scope.TASKS_WRITE, Scope.COMMITS_WRITE);
            case EXECUTE -> Set.of(Scope.TASKS_EXECUTE, Scope.QUALITY_RUN, Scope.MODELS_RUN);
        };
    }

    /** The scopes of all of them together. */
    public static Set<Scope> scopes(Collection<AgentPermission> permissions) {
        var all = EnumSet.noneOf(Scope.class);
        permissions.forEach(permission -> all.addAll(permission.scopes()));
        return all;
    }
}
