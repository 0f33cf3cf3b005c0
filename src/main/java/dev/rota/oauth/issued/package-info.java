/** What clients may do to the tokens they hold: end them (RFC 7009) and ask what they are worth (RFC 7662). */
@CheckReturnValue
@NullMarked
package dev.rota.oauth.issued;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
