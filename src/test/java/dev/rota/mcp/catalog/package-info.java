@NullMarked
package dev.rota.mcp.catalog;

import org.jspecify.annotations.NullMarked;
