/**
 * Work that nobody waits for: taken from one table when it is due, by whichever node looks first.
 *
 * <p>Owns the queue and its polling, and knows no kind of work: features bring a {@link dev.rota.background.Work}. Each
 * item is one transaction of one organization under {@code SKIP LOCKED}, so a node that dies leaves it to the others.
 */
@CheckReturnValue
@NullMarked
package dev.rota.background;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
