/** The engine of the admin API over real HTTP. */
@NullMarked
package dev.rota.organization;

import org.jspecify.annotations.NullMarked;
