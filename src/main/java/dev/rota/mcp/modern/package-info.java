/**
 * MCP 2026-07-28: per-request metadata, mirrored headers, discovery, multi round-trip requests.
 */
@CheckReturnValue
@NullMarked
package dev.rota.mcp.modern;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
