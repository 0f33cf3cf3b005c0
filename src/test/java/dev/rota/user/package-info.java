/** The engine of the admin API over real HTTP. */
@NullMarked
package dev.rota.user;

import org.jspecify.annotations.NullMarked;
