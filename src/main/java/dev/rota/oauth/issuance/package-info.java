/** {@code /auth/token}: what a client presents, and the tokens it gets for it (RFC 6749 sections 4.1.3, 4.4 and 6). */
@CheckReturnValue
@NullMarked
package dev.rota.oauth.issuance;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
