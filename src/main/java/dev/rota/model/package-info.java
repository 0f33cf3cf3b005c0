/**
 * Servers of language models that an organization has made known: where they are, what they cost, what they may be used for.
 *
 * <p>Owns their rows, secrets included, and how they are asked: one place that knows when a server is given a rest. What is
 * asked of them, and what becomes of the answer, is {@link dev.rota.execution}'s.
 */
@CheckReturnValue
@NullMarked
package dev.rota.model;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
