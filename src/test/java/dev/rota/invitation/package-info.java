/** The engine of the admin API over real HTTP. */
@NullMarked
package dev.rota.invitation;

import org.jspecify.annotations.NullMarked;
