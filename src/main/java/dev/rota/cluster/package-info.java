/**
 * Several nodes as one: their event buses are joined, so that what one node commits wakes who waits at another. Nothing
 * depends on it for being right; the rows are the truth (security U9, F8, F9).
 */
@CheckReturnValue
@NullMarked
package dev.rota.cluster;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
