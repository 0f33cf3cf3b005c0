/**
 * Reports: what stands where in an organization, what its work has cost, and what holds it up.
 *
 * <p>A file for each kind, each of which reads what is kept for it: an index that has all that it asks, or sums that the
 * transactions of the work itself add up (migration V028). Owns no table that anything else writes, and decides nothing.
 */
@CheckReturnValue
@NullMarked
package dev.rota.report;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
