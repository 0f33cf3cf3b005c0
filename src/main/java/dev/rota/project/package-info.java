/** Projects: named sets of tasks, each with the key that its tasks' keys begin with. */
@CheckReturnValue
@NullMarked
package dev.rota.project;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
