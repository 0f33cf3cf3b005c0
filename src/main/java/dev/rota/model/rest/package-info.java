/** Model endpoints over the admin API (design section 3). */
@CheckReturnValue
@NullMarked
package dev.rota.model.rest;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
