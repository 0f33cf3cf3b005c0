/** Who sits before the browser: login sessions and their cookie, and the proof that a form came from a page of ours. */
@CheckReturnValue
@NullMarked
package dev.rota.oauth.session;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
