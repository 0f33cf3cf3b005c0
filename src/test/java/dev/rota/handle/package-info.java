@CheckReturnValue
@NullMarked
package dev.rota.handle;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
