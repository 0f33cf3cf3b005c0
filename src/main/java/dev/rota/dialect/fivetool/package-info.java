/**
 * The five-tool OAuth endpoint, {@code POST /api/mcp}: five tools with camelCase arguments, four statuses, three scopes,
 * no sessions.
 */
@CheckReturnValue
@NullMarked
package dev.rota.dialect.fivetool;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
