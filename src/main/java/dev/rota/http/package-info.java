/**
 * HTTP in and out: the listener with all its limits, who may ask from where, bodies, request facts, problem documents.
 *
 * <p>Owns connections and everything that happens to a request before a feature's route sees it and after it has
 * failed. Knows no path but those of public documents, no credential and no tool: features mount {@link
 * dev.rota.http.Routes}. Rules: RFC 9110 and 9112, RFC 9457, and the input limits of the security reference, section 9.
 */
@CheckReturnValue
@NullMarked
package dev.rota.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
