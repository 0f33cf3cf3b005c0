/**
 * Checks: what was found out about a task's work, as evidence for gates, and the tasks by which a check is asked for.
 *
 * <p>A runner is an agent with {@code quality:run}. It claims a check task as it claims any other; what it records lands on
 * the attempt that asked, and the check task is done once all that was asked for is there. Nothing of this ever touches the
 * server's own files.
 */
@CheckReturnValue
@NullMarked
package dev.rota.check;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
