package dev.rota.audit;

import org.jspecify.annotations.Nullable;

/** One field that changed. The log keeps keyed hashes of the values, never the values (security U4, U5). */
public record Change(String field, @Nullable String before, @Nullable String after) {}
