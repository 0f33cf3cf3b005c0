/**
 * Typed, bounded reading of settings: collects every problem before it stops, and shows no secret.
 *
 * <p>Owns where values come from (defaults, file, environment, flags: SmallRye Config keeps that order), names that
 * other systems gave to the same things, and the refusal of names nobody reads. Owns no setting: each feature declares
 * its keys by reading them, so a key that does nothing cannot exist.
 */
@CheckReturnValue
@NullMarked
package dev.rota.settings;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
