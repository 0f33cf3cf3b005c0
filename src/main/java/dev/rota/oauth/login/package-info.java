/** {@code /auth/login} and {@code /auth/logout}: people prove who they are, by a password (security A21 to A23, H7, H8). */
@CheckReturnValue
@NullMarked
package dev.rota.oauth.login;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
