/**
 * Access tokens (RFC 9068): issued by the authorization server, verified by the resource server (security A9, R-2).
 */
@CheckReturnValue
@NullMarked
package dev.rota.oauth.token;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
