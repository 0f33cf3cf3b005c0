package dev.rota.oauth.external;

import java.net.URI;

/**
 * What must be known of an issuer.
 *
 * @param issuer its name, byte for byte as its tokens have it
 * @param keys where its JWK set is
 */
record IssuerMetadata(String issuer, URI keys) {}
