/**
 * Tasks: what there is to do, its status, links, comments and history.
 *
 * <p>Rules of the life cycle that need no other row are in the records here; what must hold under concurrency is in the
 * statements, constraints and indexes. Claims and attempts are another package's.
 */
@CheckReturnValue
@NullMarked
package dev.rota.task;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
