/** The log as a tool: from arguments to its filters, and from events to entries. It decides nothing. */
@CheckReturnValue
@NullMarked
package dev.rota.audit.tool;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
