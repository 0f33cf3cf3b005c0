/** {@code /auth/applications}: people see what they have allowed, and take it back (security A16). */
@CheckReturnValue
@NullMarked
package dev.rota.oauth.applications;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
