/** The two tools of a connector, under the names and with the results that its contract fixes. */
@CheckReturnValue
@NullMarked
package dev.rota.connector.tool;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
