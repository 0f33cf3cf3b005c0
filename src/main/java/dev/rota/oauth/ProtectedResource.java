package dev.rota.oauth;

import dev.rota.identity.Scope;
import java.util.Set;

/**
 * What an access token can be for (RFC 8707 section 2).
 *
 * @param uri canonical: its value as {@code resource}, as {@code aud}, and in the metadata of RFC 9728
 * @param usualScopes what a client is granted that names none
 * @param possibleScopes everything that can be granted for it
 */
public record ProtectedResource(String uri, Set<Scope> usualScopes, Set<Scope> possibleScopes) {
    public ProtectedResource {
        usualScopes = Set.copyOf(usualScopes);
        possibleScopes = Set.copyOf(possibleScopes);
    }
}
