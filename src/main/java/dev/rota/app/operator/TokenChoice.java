package dev.rota.app.operator;

import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.token.OpaqueToken;
import dev.rota.token.Tokens;
import dev.rota.token.Tokens.NewToken;
import java.util.Set;

/** The tokens that {@code --token} can ask for. */
public enum TokenChoice {
    /** Everything of one organization that a tool can do. */
    ORG,
    /** The admin API, as far as its user's role goes. */
    ADMIN,
    /** The tasks that are assigned to its user. */
    PERSONAL;

    /** @param user its user; of an organization token, who is answerable for it */
    NewToken of(long user, String name) {
        return switch (this) {
            case ORG -> token(OpaqueToken.Kind.ORG, user, name, Scope.OF_TOOLS, "mcp", Restrictions.NONE);
            case ADMIN -> token(OpaqueToken.Kind.USER, user, name, Scope.OF_ADMIN_API, "admin", Restrictions.NONE);
            case PERSONAL ->
                token(
                        OpaqueToken.Kind.USER,
                        user,
                        name,
                        Set.of(Scope.TASKS_READ, Scope.TASKS_WRITE, Scope.COMMITS_WRITE),
                        "mcp",
                        new Restrictions(null, true, false));
        };
    }

    private static NewToken token(
            OpaqueToken.Kind kind,
            long user,
            String name,
            Set<Scope> scopes,
            String resource,
            Restrictions restrictions) {
        return new NewToken(kind, user, null, name, scopes, resource, restrictions, Tokens.DEFAULT_LIFE);
    }
}
