package dev.rota.oauth.issuance;

import dev.rota.identity.Scope;
import dev.rota.oauth.OAuthException;
import dev.rota.oauth.grant.Grant;
import dev.rota.token.OpaqueToken;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was decided on a request for tokens. It is committed and on record, whichever it is. */
sealed interface Decision {
    /**
     * Tokens are issued.
     *
     * @param resource of the access token: that of the grant, but for a machine client's
     * @param scopes of the access token: those of the grant, or fewer
     * @param refresh null where there is none
     */
    record Issue(Grant grant, String resource, Set<Scope> scopes, @Nullable OpaqueToken refresh) implements Decision {
        /** For the grant's own resource. */
        Issue(Grant grant, Set<Scope> scopes, @Nullable OpaqueToken refresh) {
            this(grant, grant.terms().resource(), scopes, refresh);
        }
    }

    /** Nobody has decided yet, so there is nothing to put on record; the client is to ask again. */
    record Wait(OAuthException why) implements Decision {}

    /** None are; something may have been ended. */
    record Refuse(OAuthException why) implements Decision {}
}
