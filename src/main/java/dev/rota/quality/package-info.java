/** Gates: what a task of a project must show before it reaches a status. */
@CheckReturnValue
@NullMarked
package dev.rota.quality;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
