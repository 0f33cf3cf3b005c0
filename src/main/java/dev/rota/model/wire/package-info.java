/**
 * The interfaces that servers of models speak: how a prompt is asked of each, and how its answer is read as it comes.
 *
 * <p>Knows no endpoint, no database and no network: bytes in, values out, and bounds on both.
 */
@CheckReturnValue
@NullMarked
package dev.rota.model.wire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
