package dev.rota.token;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.Membership;
import dev.rota.identity.Scope;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which scopes a token is made with: never wider than the rights of whoever makes it (security C10, M4). */
final class ScopeChoice {
    private ScopeChoice() {}

    /**
     * Scopes as they were written, in either spelling. Fails with {@code validation_failed}.
     *
     * @param accepted what the token's resource knows
     */
    static Set<Scope> parse(List<String> texts, Set<Scope> accepted) {
        var all = EnumSet.noneOf(Scope.class);
        for (var i = 0; i < texts.size(); i++) {
            var pointer = "/scopes/" + i;
            all.add(Scope.parse(texts.get(i)).filter(accepted::contains).orElseThrow(() -> new Failure.InvalidInput(
                            pointer, "must be one of the accepted values", List.of(Scope.names(accepted)))
                    .asException()));
        }
        return all;
    }

    /** Those of {@code scopes} that one of these memberships permits. */
    static Set<Scope> permitted(Collection<Scope> scopes, List<Membership> memberships) {
        return scopes.stream().filter(permittedBy(memberships)).collect(Collectors.toSet());
    }

    /** Fails with {@code forbidden} unless one of these memberships permits each scope. */
    static void require(Collection<Scope> scopes, List<Membership> memberships) {
        var beyond = scopes.stream()
                .sorted()
                .filter(permittedBy(memberships).negate())
                .findFirst();
        if (beyond.isPresent()) {
            throw new Failure.Refused(
                            FailureCode.FORBIDDEN,
                            "Your role does not permit " + beyond.get().wire())
                    .asException();
        }
    }

    /** Fails unless the caller's credential was itself granted what it makes for its own resource. */
    static void requireOwn(Collection<Scope> scopes, String resource, Caller caller) {
        if (resource.equals(Tokens.ADMIN)) {
            caller.require(Set.copyOf(scopes));
        }
    }

    private static Predicate<Scope> permittedBy(List<Membership> memberships) {
        return scope -> memberships.stream().anyMatch(scope::permittedBy);
    }
}
