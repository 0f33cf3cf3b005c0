/**
 * Who OAuth clients are: registered by the operator, registered by themselves (RFC 7591), and how they authenticate
 * (RFC 6749 section 2.3, RFC 7523).
 */
@CheckReturnValue
@NullMarked
package dev.rota.oauth.client;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
