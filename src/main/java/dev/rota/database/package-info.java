/**
 * PostgreSQL: connections, transactions in a caller's organizations, migrations, and what SQLSTATEs mean.
 *
 * <p>The only package that sees a connection. Everybody else gets a transaction that has already entered its
 * organizations, so SQL that forgot its tenant finds no rows, and one that forgot its context does not compile. Tenancy
 * rests on two layers, each enough alone: the predicate on {@code $1} in every statement, and forced row-level security
 * underneath (security section 2).
 */
@CheckReturnValue
@NullMarked
package dev.rota.database;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
