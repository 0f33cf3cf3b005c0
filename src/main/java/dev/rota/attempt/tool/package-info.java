/**
 * The tools of toolset {@code work} that concern attempts (catalogue section 4). Each is a definition and a translation:
 * arguments into the operation's values, its result into JSON.
 */
@CheckReturnValue
@NullMarked
package dev.rota.attempt.tool;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
