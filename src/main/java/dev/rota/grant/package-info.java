/** What people have granted to OAuth clients, as they and their organizations see it. */
@CheckReturnValue
@NullMarked
package dev.rota.grant;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
