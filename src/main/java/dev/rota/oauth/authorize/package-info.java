/** {@code /auth/authorize}: what clients ask for, until a person has decided on it (RFC 6749 section 4.1, RFC 9207). */
@CheckReturnValue
@NullMarked
package dev.rota.oauth.authorize;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
