/** Devices without a browser: they show a code, a person types it elsewhere and decides (RFC 8628). */
@CheckReturnValue
@NullMarked
package dev.rota.oauth.device;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
