/**
 * Diagnostic logs on standard error: their form, what is masked in them, and that they never hold a request up.
 *
 * <p>Owns the set-up of Logback, in code rather than XML, so that settings decide it and tests reach it. Audit is
 * something else: it is never dropped and lives in the database.
 */
@CheckReturnValue
@NullMarked
package dev.rota.logging;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
