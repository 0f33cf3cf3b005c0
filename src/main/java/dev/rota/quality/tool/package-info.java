/** Gates as a tool of toolset {@code quality} (catalogue section 4). */
@CheckReturnValue
@NullMarked
package dev.rota.quality.tool;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
