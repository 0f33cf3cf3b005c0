/** Requirements: what a project must achieve, with keys such as {@code DEV-R7} that tasks point to. */
@CheckReturnValue
@NullMarked
package dev.rota.requirement;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
