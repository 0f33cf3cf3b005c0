/** Rota: a hosted, multi-tenant task server for AI agents over the Model Context Protocol. */
@CheckReturnValue
@NullMarked
package dev.rota;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
