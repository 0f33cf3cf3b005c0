/** Reports in the admin API: translates, decides nothing. */
@CheckReturnValue
@NullMarked
package dev.rota.report.rest;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
