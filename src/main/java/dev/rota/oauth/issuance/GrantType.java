package dev.rota.oauth.issuance;

import dev.rota.audit.AuthEvent;
import io.vertx.core.Future;

/** What can be presented for tokens (RFC 6749 section 1.3). */
interface GrantType {
    /** As in {@code grant_type}, and in what clients are registered for. */
    String name();

    /** As what it goes on record. */
    AuthEvent.Kind event();

    /**
     * Decides on a request. Fails with what is wrong with it where nothing that was presented is known; that is not on
     * record yet, and nothing has changed.
     */
    Future<Decision> decide(TokenRequest request);
}
