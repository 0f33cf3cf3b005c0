@NullMarked
package dev.rota.mcp.endpoint;

import org.jspecify.annotations.NullMarked;
