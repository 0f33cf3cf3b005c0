/** What holds whatever tongue a task is spoken of in (catalogue sections 6 and 9). */
@CheckReturnValue
@NullMarked
package dev.rota.dialect.laws;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
