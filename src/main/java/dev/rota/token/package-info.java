/**
 * Opaque tokens: their format, how they are kept, how they are issued (security section 3).
 *
 * <p>The secret is seen once, by whoever it is issued to. The database keeps an HMAC of it under a pepper that is not in
 * the database.
 */
@CheckReturnValue
@NullMarked
package dev.rota.token;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
