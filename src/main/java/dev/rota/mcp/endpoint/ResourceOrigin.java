package dev.rota.mcp.endpoint;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the resources of a deployment are and who issues access tokens for them (RFC 9728 section 2). From the
 * configuration alone: no header of a request can change it (security A12).
 *
 * @param publicUrl without a trailing slash
 * @param authorizationServer its issuer; empty while nobody knows it
 */
public record ResourceOrigin(String publicUrl, Supplier<Optional<String>> authorizationServer) {}
