/** Proof over HTTP of what a credential is worth, and of when it is worth nothing. */
@NullMarked
package dev.rota.authentication;

import org.jspecify.annotations.NullMarked;
