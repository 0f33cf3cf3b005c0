/**
 * JSON as bytes: a UTF-8 writer for the hot path and a strict, bounded reader for what callers send.
 *
 * <p>Owns RFC 8259 on the wire and the input limits of a message; knows nothing of MCP or HTTP.
 */
@CheckReturnValue
@NullMarked
package dev.rota.json;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
