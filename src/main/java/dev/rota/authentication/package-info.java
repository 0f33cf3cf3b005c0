/**
 * The resource server: from the credential of a request to its {@link dev.rota.identity.Caller}.
 *
 * <p>Header rules of RFC 6750; refusals all look alike from outside and are told apart in the audit (security C3).
 */
@CheckReturnValue
@NullMarked
package dev.rota.authentication;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
