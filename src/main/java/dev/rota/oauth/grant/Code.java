package dev.rota.oauth.grant;

/**
 * What an authorization code is bound to beside its terms (security A5).
 *
 * @param redirectUri where the browser was sent with it
 * @param redirectUriNamed whether the client had named that URI, and so must name it again
 * @param challenge S256 of the verifier that redeems it (RFC 7636 section 4.2)
 */
public record Code(Terms terms, String redirectUri, boolean redirectUriNamed, String challenge) {}
