/**
 * What operators see of a running node: metrics and whether its event loops turn.
 *
 * <p>Owns the registry and the names of Rota's meters. Every label has a bounded set of values: no path, no address, no
 * organization, no name a caller chose.
 */
@CheckReturnValue
@NullMarked
package dev.rota.observe;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
