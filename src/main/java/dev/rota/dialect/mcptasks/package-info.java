/**
 * MCP-Tasks, {@code POST /mcp/mcp-tasks}: fourteen tools over tasks, assignments, results and contracts. Objects have the
 * columns of its tables.
 */
@CheckReturnValue
@NullMarked
package dev.rota.dialect.mcptasks;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
