/** What tests of several packages share. */
@NullMarked
package dev.rota;

import org.jspecify.annotations.NullMarked;
