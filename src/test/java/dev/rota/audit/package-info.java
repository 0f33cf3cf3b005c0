/** Proof over HTTP that what is not on record does not happen. */
@NullMarked
package dev.rota.audit;

import org.jspecify.annotations.NullMarked;
