package dev.rota.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import dev.rota.identity.Scope;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for by its {@code scope} parameter (RFC 6749 section 3.3). Words that nobody knows are dropped, and at
 * least one must remain (security A25).
 */
public final class RequestedScopes {
    /** Words about the person or the client's tokens, which clients add out of habit: no resource gives anything for them. */
    private static final Set<String> OF_NO_RESOURCE =
            Set.of("offline_access", "openid", "profile", "email", "address", "phone");

    private RequestedScopes() {}

    /**
     * What to ask a person for: the resource's usual scopes where none is named. Fails with {@code invalid_scope} where the
     * resource can give nothing of what is named.
     */
    public static Set<Scope> of(@Nullable String scope, ProtectedResource resource) {
        var named = named(scope);
        return atLeastOne(
                named == null
                        ? usual(resource)
                        : named.stream()
                                .filter(resource.possibleScopes()::contains)
                                .collect(Collectors.toSet()));
    }

    /** As much as was granted, or less. Fails with {@code invalid_scope} for more (security A7). */
    public static Set<Scope> within(@Nullable String scope, Set<Scope> granted) {
        var named = named(scope);
        if (named == null) {
            return granted;
        }
        if (!Scope.closure(granted).containsAll(named)) {
            throw new OAuthException(OAuth2Error.INVALID_SCOPE, "More scopes than were granted");
        }
        return named;
    }

    /**
     * What was granted of what is named, for clients that ask for all that a resource's metadata lists because nobody has
     * told them more (RFC 6749 section 3.3 lets a server ignore a part). Fails with {@code invalid_scope} for nothing.
     */
    public static Set<Scope> cutTo(Set<Scope> granted, @Nullable String scope) {
        var named = named(scope);
        if (named == null) {
            return granted;
        }
        var all = Scope.closure(granted);
        return atLeastOne(named.stream().filter(all::contains).collect(Collectors.toSet()));
    }

    /** Where nothing that is listed needs a scope, the least that there is: no grant is without any. */
    private static Set<Scope> usual(ProtectedResource resource) {
        return resource.usualScopes().isEmpty()
                ? resource.possibleScopes().stream().sorted().limit(1).collect(Collectors.toSet())
                : resource.usualScopes();
    }

    /** Null where none is named. */
    private static @Nullable Set<Scope> named(@Nullable String scope) {
        var words = scope == null
                ? Set.<String>of()
                : Arrays.stream(scope.split(" ", -1))
                        .filter(Predicate.not(String::isEmpty))
                        .filter(Predicate.not(OF_NO_RESOURCE::contains))
                        .collect(Collectors.toSet());
        return words.isEmpty()
                ? null
                : atLeastOne(words.stream()
                        .flatMap(word -> Scope.parse(word).stream())
                        .collect(Collectors.toSet()));
    }

    private static Set<Scope> atLeastOne(Set<Scope> scopes) {
        if (scopes.isEmpty()) {
            throw new OAuthException(
                    OAuth2Error.INVALID_SCOPE, "None of these scopes can be granted for this resource");
        }
        return scopes;
    }
}
