package dev.rota.oauth.issuance;

import dev.rota.identity.Scope;
import dev.rota.oauth.grant.Grant;
import dev.rota.token.OpaqueToken;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be issued.
 *
 * @param resource of the access token: that of the grant, but for a machine client's
 * @param scopes of the access token: those of the grant, or fewer
 * @param refresh null where there is none
 */
record Issue(Grant grant, String resource, Set<Scope> scopes, @Nullable OpaqueToken refresh) {
    /** For the grant's own resource. */
    static Issue of(Grant grant, Set<Scope> scopes, @Nullable OpaqueToken refresh) {
        return new Issue(grant, grant.terms().resource(), scopes, refresh);
    }
}
