/**
 * Prompts (catalogue section 5): ways of working with the tools, for the client's own model to follow.
 *
 * <p>The texts are constants; the only data in them is what the caller gave as arguments. Completion of arguments reads
 * the organization's data, as an audited read of the caller.
 */
@CheckReturnValue
@NullMarked
package dev.rota.task.prompt;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
