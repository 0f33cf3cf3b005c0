package dev.rota.oauth.consent;

import com.nimbusds.oauth2.sdk.ErrorObject;
import dev.rota.oauth.Account;
import dev.rota.oauth.authorize.AuthorizationRequest.Redirect;
import dev.rota.oauth.client.Client;
import org.jspecify.annotations.Nullable;

/**
 * A request that is refused without anybody having been asked: its client wanted no page.
 *
 * @param id the request's
 * @param account who would have been asked; null where nobody is signed in
 * @param error what the client is told
 */
record Refusal(String id, Redirect redirect, Client client, @Nullable Account account, ErrorObject error) {}
