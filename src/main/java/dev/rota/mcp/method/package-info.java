/**
 * The methods that both eras serve: {@code tools}, {@code resources}, {@code prompts} and {@code completion}.
 *
 * <p>What one era alone does is behind {@link dev.rota.mcp.protocol.Invocation}.
 */
@CheckReturnValue
@NullMarked
package dev.rota.mcp.method;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
