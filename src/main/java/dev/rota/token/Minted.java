package dev.rota.token;

/**
 * A token as its owner gets it, once.
 *
 * @param secret shown now and never again (security C1)
 */
public record Minted(Token token, OpaqueToken secret) {}
