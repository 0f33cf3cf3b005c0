package dev.rota.dialect;

import dev.rota.audit.Action;
import dev.rota.idempotency.IdempotencyKey;
import dev.rota.identity.Caller;
import dev.rota.mcp.ToolArguments;
import org.jspecify.annotations.Nullable;

/**
 * One call of a dialect's tool.
 *
 * @param caller in those of its organizations that serve the dialect
 * @param arguments under the dialect's names
 * @param action the native operation, and the name it was called by
 * @param key makes a retry harmless; null when none was sent
 */
public record DialectCall(Caller caller, ToolArguments arguments, Action action, @Nullable IdempotencyKey key) {}
