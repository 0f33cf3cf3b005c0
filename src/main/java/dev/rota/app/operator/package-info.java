/**
 * What the operator may do beside every credential, because the database is theirs: organizations, accounts,
 * memberships and their first tokens. Each action leaves an audit event with the change.
 */
@CheckReturnValue
@NullMarked
package dev.rota.app.operator;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
