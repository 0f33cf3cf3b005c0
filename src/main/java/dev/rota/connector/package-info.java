/** What a connector of a chat product asks: which tasks and requirements have these words. Reads across features, changes nothing. */
@CheckReturnValue
@NullMarked
package dev.rota.connector;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
