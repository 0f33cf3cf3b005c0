/**
 * What an endpoint offers: tools with their compiled schemas, resources by URI or template, prompts.
 *
 * <p>Built once at start, where a schema that hosts would reject, a duplicate or an unknown keyword stops the process;
 * immutable from then on.
 */
@CheckReturnValue
@NullMarked
package dev.rota.mcp.catalog;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
