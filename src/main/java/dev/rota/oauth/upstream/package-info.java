/**
 * Signing in with another OpenID provider (OpenID Connect Core section 3.1): out to it from our login page, and back with a
 * code. It vouches for one of its users, who is somebody here by ({@code iss}, {@code sub}) or nobody (security A26).
 */
@CheckReturnValue
@NullMarked
package dev.rota.oauth.upstream;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
