/** The official MCP clients, driven against the running product. */
@NullMarked
package dev.rota.mcp.client;

import org.jspecify.annotations.NullMarked;
