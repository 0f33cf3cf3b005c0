/** {@code /auth/device}: people connect a device that has no browser (RFC 8628). */
@CheckReturnValue
@NullMarked
package dev.rota.oauth.device;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
