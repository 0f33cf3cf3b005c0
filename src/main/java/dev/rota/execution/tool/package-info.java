/** Executions as tools see them. */
@CheckReturnValue
@NullMarked
package dev.rota.execution.tool;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
