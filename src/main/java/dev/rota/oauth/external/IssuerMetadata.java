package dev.rota.oauth.external;

import io.vertx.core.json.JsonObject;
import java.net.URI;

/**
 * What must be known of an issuer.
 *
 * @param issuer its name, byte for byte as its tokens have it
 * @param keys where its JWK set is
 * @param document all that it says of itself, none of it looked at; empty where it publishes nothing
 */
public record IssuerMetadata(String issuer, URI keys, JsonObject document) {}
