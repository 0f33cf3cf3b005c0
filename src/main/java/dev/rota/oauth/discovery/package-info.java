/** What clients read first: the authorization server's metadata (RFC 8414) and that of the admin API (RFC 9728). */
@CheckReturnValue
@NullMarked
package dev.rota.oauth.discovery;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
