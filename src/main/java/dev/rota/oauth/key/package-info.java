/**
 * The keys that access tokens are signed with (RFC 7517): made at the first start, sealed at rest, rotated without a failed
 * request, published as a JWK set (security A10).
 */
@CheckReturnValue
@NullMarked
package dev.rota.oauth.key;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
