package dev.rota.connector;

/**
 * A task or a requirement that a search found.
 *
 * @param kind {@code task} or {@code requirement}
 * @param organization slug
 */
public record Found(String kind, String key, String title, String organization) {}
