/**
 * MCP over HTTP: paths, the decision which era a message belongs to, JSON or event stream, challenges and the
 * metadata document of RFC 9728.
 */
@CheckReturnValue
@NullMarked
package dev.rota.mcp.endpoint;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
