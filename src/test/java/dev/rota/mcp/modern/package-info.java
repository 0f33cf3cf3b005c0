@NullMarked
package dev.rota.mcp.modern;

import org.jspecify.annotations.NullMarked;
