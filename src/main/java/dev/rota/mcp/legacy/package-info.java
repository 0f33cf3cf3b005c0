/**
 * MCP 2025-03-26, 2025-06-18 and 2025-11-25 without sessions: the handshake, {@code ping}, batches of the oldest, and
 * cancellation by notification.
 */
@CheckReturnValue
@NullMarked
package dev.rota.mcp.legacy;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
