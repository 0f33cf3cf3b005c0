package dev.rota.mcp.method;

import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import java.util.Set;

/** Where a caller may read what is no tool's: resources, and what completion offers. */
final class Reach {
    private Reach() {}

    /**
     * The caller in those organizations whose role permits what the scopes are for (security C10); as it is where none is
     * asked for. Fails with {@code insufficient_scope}, or {@code forbidden} where no organization is left.
     */
    static Caller of(Caller caller, Set<Scope> needed) {
        caller.require(needed);
        return needed.isEmpty() ? caller : caller.permitted(needed);
    }
}
