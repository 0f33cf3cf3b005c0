/** Tests of changes and of waiting for them. */
@NullMarked
package dev.rota.change;

import org.jspecify.annotations.NullMarked;
