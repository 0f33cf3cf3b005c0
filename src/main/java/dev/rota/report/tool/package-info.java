/** Reports as an MCP tool: translates arguments, decides nothing. */
@CheckReturnValue
@NullMarked
package dev.rota.report.tool;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
