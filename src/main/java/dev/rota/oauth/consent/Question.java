package dev.rota.oauth.consent;

import dev.rota.oauth.Account;
import dev.rota.oauth.authorize.AuthorizationRequest;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.session.SessionId;
import dev.rota.oauth.session.Visit;

/**
 * What a person is asked.
 *
 * @param id the request's
 * @param session in which they are asked, and must answer
 */
record Question(String id, SessionId session, Visit visit, AuthorizationRequest request, Client client) {
    Account account() {
        return visit.account();
    }

    /** The same in a later transaction, with the person as they are then. */
    Question of(Visit now) {
        return new Question(id, session, now, request, client);
    }
}
