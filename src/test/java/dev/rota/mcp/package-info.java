/** Tests of the MCP engine as a whole, and the fixtures they share. */
@NullMarked
package dev.rota.mcp;

import org.jspecify.annotations.NullMarked;
