/**
 * Handles as MCP sees them: the tasks extension over {@link dev.rota.handle}. A tool that may go on in the background
 * begins with {@link dev.rota.handle.tool.BackgroundWork}; what it begins is a {@link dev.rota.handle.tool.BackgroundKind}.
 */
@CheckReturnValue
@NullMarked
package dev.rota.handle.tool;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
