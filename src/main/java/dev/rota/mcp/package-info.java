/**
 * The MCP engine: both protocol eras over HTTP, and what a feature implements to be reached through it.
 *
 * <p>Knows no tool by name, no SQL and no credential format. Rules: the MCP specification, revisions 2025-03-26 to
 * 2026-07-28, and RFC 9728 for the metadata of protected resources.
 */
@CheckReturnValue
@NullMarked
package dev.rota.mcp;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
