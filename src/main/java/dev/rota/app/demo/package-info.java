/**
 * What {@code serve --demo} makes, once, through the same operations that everybody uses. Its content is in the JSON
 * files beside this package.
 */
@CheckReturnValue
@NullMarked
package dev.rota.app.demo;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
