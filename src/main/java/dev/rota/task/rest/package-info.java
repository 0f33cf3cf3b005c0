/** The REST routes of tasks (design section 3). */
@CheckReturnValue
@NullMarked
package dev.rota.task.rest;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
