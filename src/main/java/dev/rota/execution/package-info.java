/**
 * Runs of tasks on models: asked for by a caller, done by any node, finished as an attempt is.
 *
 * <p>An execution is a row from the moment it is asked for. A node takes it for as long as it says that it lives, notes that a
 * request is about to be sent before it sends it, and writes the answer together with the end of the attempt. So a node that
 * dies leaves behind either something to do again or something that nobody knows, and the difference is in the row.
 */
@CheckReturnValue
@NullMarked
package dev.rota.execution;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
