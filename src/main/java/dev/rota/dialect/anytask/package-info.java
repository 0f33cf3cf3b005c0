/**
 * AnyTask, {@code POST /mcp/anytask}: eight tools over one workspace, required versions, attempts with long leases, and the
 * task that an agent has selected.
 */
@CheckReturnValue
@NullMarked
package dev.rota.dialect.anytask;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
