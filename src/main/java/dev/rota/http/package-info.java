/**
 * HTTP as every surface of the server shares it: bodies, request facts.
 */
@CheckReturnValue
@NullMarked
package dev.rota.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
