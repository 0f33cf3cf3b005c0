/** The task tools: from validated arguments to operations, and from their answers to JSON. They decide nothing. */
@CheckReturnValue
@NullMarked
package dev.rota.task.tool;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
