package dev.rota.oauth.issuance;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import dev.rota.identity.RequestInfo;
import dev.rota.identity.Scope;
import dev.rota.oauth.OAuthException;
import dev.rota.oauth.Parameters;
import dev.rota.oauth.ProtectedResource;
import dev.rota.oauth.ProtectedResources;
import dev.rota.oauth.client.Client;

/**
 * A request for tokens, of a client that has authenticated and is registered for what it presents.
 *
 * @param parameters each given once
 */
record TokenRequest(Client client, Parameters parameters, RequestInfo info) {
    /** Fails with {@code invalid_target} where it names another resource than the one granted (RFC 8707 section 2.2). */
    void requireResource(String granted, ProtectedResources resources) {
        var named = parameters.resource();
        if (named != null
                && resources
                        .find(named)
                        .map(ProtectedResource::uri)
                        .filter(granted::equals)
                        .isEmpty()) {
            throw new OAuthException(OAuth2Error.INVALID_TARGET, "The grant is for another resource");
        }
    }

    /**
     * The resource it names, or {@code usual} where it names none. Fails with {@code invalid_target} for none of ours, and
     * for one that is not for tools: agents do not administer.
     */
    String toolResource(String usual, ProtectedResources resources) {
        var named = parameters.resource();
        return named == null
                ? usual
                : resources
                        .find(named)
                        .filter(resource -> Scope.OF_TOOLS.containsAll(resource.possibleScopes()))
                        .map(ProtectedResource::uri)
                        .orElseThrow(() -> new OAuthException(
                                OAuth2Error.INVALID_TARGET, "The grant gives nothing for that resource"));
    }
}
