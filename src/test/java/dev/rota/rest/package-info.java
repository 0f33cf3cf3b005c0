/** The engine of the admin API over real HTTP. */
@NullMarked
package dev.rota.rest;

import org.jspecify.annotations.NullMarked;
