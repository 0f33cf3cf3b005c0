/** A local store that takes only what is signed. */
@NullMarked
package dev.rota.objectstore;

import org.jspecify.annotations.NullMarked;
