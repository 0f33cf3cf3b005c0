/**
 * Other systems' tools over our operations, under their own names (catalogue sections 9 and 10).
 *
 * <p>A dialect is a table: definitions of its tools, words for values, members of objects. It decides nothing, has no SQL
 * and calls no native tool, but the operations that native tools call. What its tools share is here; each dialect has a
 * package of its own below.
 */
@CheckReturnValue
@NullMarked
package dev.rota.dialect;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
