/**
 * The authorization server (OAuth 2.1, RFC 6749, RFC 8414, RFC 9207): what its endpoints share. Each endpoint has a package
 * of its own below, which names its RFC.
 */
@CheckReturnValue
@NullMarked
package dev.rota.oauth;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
