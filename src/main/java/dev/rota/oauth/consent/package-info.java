/** {@code /auth/consent}: a person decides what a client may do (security A13 to A15, H3). */
@CheckReturnValue
@NullMarked
package dev.rota.oauth.consent;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
