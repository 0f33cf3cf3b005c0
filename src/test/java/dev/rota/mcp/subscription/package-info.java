@CheckReturnValue
@NullMarked
package dev.rota.mcp.subscription;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
