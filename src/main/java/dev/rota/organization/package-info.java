/** Organizations, who belongs to them and as what, and the agents they own. */
@CheckReturnValue
@NullMarked
package dev.rota.organization;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
