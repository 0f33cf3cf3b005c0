/** The MCP-Tasks dialect over real HTTP, as its own clients know it. */
@NullMarked
package dev.rota.dialect.mcptasks;

import org.jspecify.annotations.NullMarked;
