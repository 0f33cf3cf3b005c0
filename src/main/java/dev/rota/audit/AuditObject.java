package dev.rota.audit;

import org.jspecify.annotations.Nullable;

/**
 * What an event is about.
 *
 * @param kind such as {@code task}
 * @param id its number, if it is one thing
 * @param key its human key, if it has one
 */
public record AuditObject(String kind, @Nullable Long id, @Nullable String key) {}
