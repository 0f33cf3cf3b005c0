/** What attempts left behind, as resources. */
@CheckReturnValue
@NullMarked
package dev.rota.attempt.resource;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
