/**
 * Changes of tasks as they come to be seen, for those who follow them: numbered in the order of their commits (migration V028),
 * read after a place, and waited for.
 *
 * <p>Rows are the truth; what the event bus says is a hint to look.
 */
@CheckReturnValue
@NullMarked
package dev.rota.change;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
