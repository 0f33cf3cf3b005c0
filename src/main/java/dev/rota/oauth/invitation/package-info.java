/** The page on which people accept an invitation. */
@CheckReturnValue
@NullMarked
package dev.rota.oauth.invitation;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
