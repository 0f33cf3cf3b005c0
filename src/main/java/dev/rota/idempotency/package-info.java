/**
 * One key, one request, one answer (security R-15): a retried change gives the stored answer instead of happening again.
 *
 * <p>The key is taken in the change's own transaction, so it exists exactly if the change does.
 */
@CheckReturnValue
@NullMarked
package dev.rota.idempotency;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
