/**
 * JSON-RPC 2.0 messages as values, and their bytes.
 *
 * <p>Pure: knows no MCP and no HTTP. Narrower than the standard where MCP is: an id is a string or an integer, never
 * null, and {@code params} is an object.
 */
@CheckReturnValue
@NullMarked
package dev.rota.jsonrpc;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
