/** The tool that tells a caller who it is and what it reaches. It looks across features and decides nothing. */
@CheckReturnValue
@NullMarked
package dev.rota.organization.tool;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
