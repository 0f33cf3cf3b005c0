/**
 * The composition root: reads all settings once and puts the parts together. Imported by {@code dev.rota.cli} alone.
 *
 * <p>Owns no rule of the product; what several features need to know of the process as a whole is read here and handed
 * down.
 */
@CheckReturnValue
@NullMarked
package dev.rota.app;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
