/**
 * Attempts: claiming a task, keeping its lease, finishing, and what an attempt leaves behind (artifacts, commits,
 * questions). Rules: catalogue section 6.
 *
 * <p>A lease is the right to work on a task until a time of the database's clock; the fence is the proof of it at each
 * write. Every operation here locks the task before the attempt, so that none can wait for another in a circle. What
 * must hold under concurrency is in the statements and in the unique index {@code attempt_running}.
 */
@CheckReturnValue
@NullMarked
package dev.rota.attempt;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
