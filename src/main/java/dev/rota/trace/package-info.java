/**
 * Traces: spans of requests and calls, joined to those of callers by W3C Trace Context, and told to a collector over OTLP.
 *
 * <p>Off unless an endpoint is set; then nothing of this runs. What leaves is a list of attributes that are ours: no path,
 * no query, no argument, no answer.
 */
@CheckReturnValue
@NullMarked
package dev.rota.trace;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
