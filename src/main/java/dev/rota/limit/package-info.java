/**
 * How much of a node one caller may use, and what happens when all of them want too much: budgets, admission, deadlines.
 *
 * <p>Decides in memory only, before any I/O: a refused call has cost nothing but its parsing. Budgets are each node's
 * own. Rules: security reference, sections 9 (budgets) and 10 (O1 to O5).
 */
@CheckReturnValue
@NullMarked
package dev.rota.limit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
