/** What people have granted to clients: codes, the grants they are redeemed for, and the refresh tokens that keep those alive. */
@CheckReturnValue
@NullMarked
package dev.rota.oauth.grant;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
