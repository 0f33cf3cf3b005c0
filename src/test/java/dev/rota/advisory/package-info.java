/** Which libraries are in use, and what is known of their holes. */
@NullMarked
package dev.rota.advisory;

import org.jspecify.annotations.NullMarked;
