/** What a caller is, as far as nothing but memory is needed to tell. */
@NullMarked
package dev.rota.identity;

import org.jspecify.annotations.NullMarked;
