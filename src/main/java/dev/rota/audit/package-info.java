/**
 * The audit log: who did what to which object, with which outcome.
 *
 * <p>The event of a change is written in the change's own transaction. Events of reads and refusals are committed before
 * the answer is sent, many in one statement. A call whose event cannot be written fails (security section 7).
 */
@CheckReturnValue
@NullMarked
package dev.rota.audit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
