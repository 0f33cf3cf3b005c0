package dev.rota.oauth.issuance;

import dev.rota.identity.Scope;
import dev.rota.oauth.OAuthException;
import dev.rota.oauth.token.AccessTokens;
import dev.rota.token.OpaqueToken;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was decided on a request for tokens. It is committed and on record, whichever it is. */
sealed interface Decision {
    /**
     * Tokens are issued.
     *
     * @param scopes of the access token
     * @param refresh null where there is none
     */
    record Tokens(AccessTokens.Issued access, Set<Scope> scopes, @Nullable OpaqueToken refresh) implements Decision {}

    /**
     * Nobody has decided yet, so there is nothing to put on record; the client is to ask again.
     *
     * @param hasty whether it has asked too soon, which counts as a failure of its address
     */
    record Wait(OAuthException why, boolean hasty) implements Decision {}

    /** None are; something may have been ended. */
    record Refuse(OAuthException why) implements Decision {}
}
