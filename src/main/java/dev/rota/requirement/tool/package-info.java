/** Requirements as tools: from arguments to operations, and from their answers to JSON. It decides nothing. */
@CheckReturnValue
@NullMarked
package dev.rota.requirement.tool;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
