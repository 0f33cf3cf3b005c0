/** The AnyTask dialect over real HTTP, as its own clients know it. */
@NullMarked
package dev.rota.dialect.anytask;

import org.jspecify.annotations.NullMarked;
