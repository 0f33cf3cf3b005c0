/**
 * What both protocol eras share while a request is handled: its revision, what it may send while it runs, how results
 * and failures become answers.
 *
 * <p>Every failure of an MCP request ends in {@link dev.rota.mcp.protocol.McpDispatcher}. Knows no method by name.
 */
@CheckReturnValue
@NullMarked
package dev.rota.mcp.protocol;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
