/**
 * Who calls, what was granted to them, and where: the vocabulary every layer shares.
 *
 * <p>Pure values; nothing here does I/O. {@link dev.rota.identity.Caller} is the first parameter of every operation.
 */
@CheckReturnValue
@NullMarked
package dev.rota.identity;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
