/**
 * What clients can read about tasks by URI (catalogue section 5): the same operations as the tools', as resources.
 *
 * <p>A URI carries no authority: each read is one transaction of its caller, audited as {@code read_resource}.
 */
@CheckReturnValue
@NullMarked
package dev.rota.task.resource;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
