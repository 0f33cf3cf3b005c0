/** Checks as tools of toolset {@code quality} (catalogue section 4): each a definition and a translation. */
@CheckReturnValue
@NullMarked
package dev.rota.check.tool;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
