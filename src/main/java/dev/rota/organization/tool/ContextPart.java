package dev.rota.organization.tool;

import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import java.util.Locale;

/**
 * What {@code get_context} can tell beside who the caller is. The tool needs no scope, so each part asks for one itself;
 * what the credential may not read is left out.
 */
enum ContextPart {
    PROJECTS,
    MEMBERS,
    LABELS,
    ORGANIZATIONS;

    /** Whoever reads tasks sees projects and names in them anyway. */
    boolean isOpenTo(Caller caller) {
        var scopes = caller.scopes();
        return switch (this) {
            case PROJECTS -> scopes.contains(Scope.TASKS_READ) || scopes.contains(Scope.PROJECTS_READ);
            case MEMBERS -> scopes.contains(Scope.TASKS_READ) || scopes.contains(Scope.ORGANIZATIONS_READ);
            case LABELS -> scopes.contains(Scope.TASKS_READ);
            case ORGANIZATIONS -> true;
        };
    }

    static ContextPart of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
