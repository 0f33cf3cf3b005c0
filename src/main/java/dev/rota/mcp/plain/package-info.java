/**
 * Plain JSON-RPC 2.0 over the same methods, for clients that know no MCP: no era, no headers of one, batches, and errors
 * under the numbers that such clients know.
 */
@CheckReturnValue
@NullMarked
package dev.rota.mcp.plain;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
