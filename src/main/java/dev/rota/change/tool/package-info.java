/** Waiting for changes as an MCP tool: translates arguments, decides nothing. */
@CheckReturnValue
@NullMarked
package dev.rota.change.tool;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
