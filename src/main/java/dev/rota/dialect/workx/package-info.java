/**
 * The WORK-X endpoint, {@code POST /api/mcp/rpc}: plain JSON-RPC 2.0, four tools for personal tokens and six more for
 * organization tokens, and tasks that are one's own.
 */
@CheckReturnValue
@NullMarked
package dev.rota.dialect.workx;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
