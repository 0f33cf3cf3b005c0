/** The REST routes of artifacts' content (design section 3). */
@CheckReturnValue
@NullMarked
package dev.rota.attempt.rest;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
