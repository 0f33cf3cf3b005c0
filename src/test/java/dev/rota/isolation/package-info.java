/** Proof over HTTP that organizations cannot see, change or even notice each other, with both layers and with either. */
@NullMarked
package dev.rota.isolation;

import org.jspecify.annotations.NullMarked;
