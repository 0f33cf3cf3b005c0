/**
 * Every way a request can fail on purpose, as a closed list of values.
 *
 * <p>Knows no protocol: each protocol package has one mapper that folds over {@link dev.rota.failure.Failure}. Anything
 * that is not a {@code Failure} is a defect and reaches callers as {@code internal_error} with a request id only.
 */
@CheckReturnValue
@NullMarked
package dev.rota.failure;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
