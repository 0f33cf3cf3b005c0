/**
 * The command line: one class for each command, and what all of them share.
 *
 * <p>Exit codes: 0 only on success, 1 for a failure, said in a line on standard error, 2 for a command line that cannot
 * be understood. Standard output holds the answer and nothing else. Only {@code dev.rota.Main} ends the process, and
 * {@link dev.rota.cli.Shutdown} where a signal does.
 */
@CheckReturnValue
@NullMarked
package dev.rota.cli;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
