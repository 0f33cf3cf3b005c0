package dev.rota.oauth.consent;

import com.nimbusds.oauth2.sdk.ErrorObject;
import dev.rota.oauth.authorize.AuthorizationRequest.Redirect;

/**
 * A request that is refused without anybody having been asked: its client wanted no page.
 *
 * @param id the request's
 * @param error what the client is told
 */
record Refusal(String id, Redirect redirect, ErrorObject error) {}
